import type { Engineer } from '#contract/http/console-api.ts';
import { PageHeading } from '#desk/console/base/Page.tsx';
import styles from '#desk/console/base/parts/parts.module.css';
import { ResourceBoundary } from '#desk/console/base/parts/ResourceBoundary.tsx';
import { useResource } from '#desk/console/base/state/use-resource.ts';
import { useText } from '#desk/console/base/use-text.ts';
import { Notice } from '#ui/Notice.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { SecondFactor } from './SecondFactor.tsx';
import { Tokens } from './Tokens.tsx';

export function AccountPage({ engineer }: { engineer: Engineer }) {
  const { t } = useText();
  const resource = useResource('account.read', {});
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <PageHeading title={t('account.title')} />
        <p className={styles.intro}>
          {t('account.intro', { name: engineer.name, role: t(`role.${engineer.role}`) })}
        </p>
        <p className={styles.intro}>{t(`role.${engineer.role}.help`)}</p>
      </div>
      <ResourceBoundary resource={resource}>
        {(account) => (
          <>
            {account.oidc ? (
              <Notice kind="info">{t('account.oidc')}</Notice>
            ) : (
              <>
                <SecondFactor account={account} onChanged={resource.reload} />
                <PasswordForm />
              </>
            )}
            <Tokens account={account} role={engineer.role} onChanged={resource.reload} />
          </>
        )}
      </ResourceBoundary>
    </div>
  );
}
