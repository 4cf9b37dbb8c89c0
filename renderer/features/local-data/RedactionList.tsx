import { type FormEvent, useEffect, useRef, useState } from 'react';
import type {
  RedactionListAnswer,
  RedactionListFault,
  RedactionListView,
} from '#contract/ipc/redaction-list.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { useAction } from '#renderer/base/use-action.ts';
import { Button } from '#ui/Button.tsx';
import { Disclosure } from '#ui/Disclosure.tsx';
import { ErrorNotice, Notice } from '#ui/Notice.tsx';
import { TextArea } from '#ui/TextField.tsx';
import styles from './LocalData.module.css';

/** The person's own list of words and patterns that Candor always hides. */
export function RedactionList() {
  const { t } = useText();
  const [view, setView] = useState<RedactionListView | null>(null);
  const load = useAction(async () => {
    const result = await call('redactionList.get');
    if (result.ok) setView(result.value);
    return result;
  });
  const { run } = load;
  // Only once: `run` is a new function at each render.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    void run();
  }, []);

  return (
    <section aria-labelledby="redaction-list-title" className={styles.section}>
      <h2 id="redaction-list-title">{t('redactionList.title')}</h2>
      <p>{t('redactionList.lead')}</p>
      {load.error ? <ErrorNotice error={load.error} /> : null}
      {view && !view.readable ? (
        <Notice kind="warn" title={t('redactionList.unreadable')}>
          {t('redactionList.unreadable.text')}
        </Notice>
      ) : null}
      {view ? <List view={view} onSaved={setView} /> : null}
    </section>
  );
}

const inLines = (entries: readonly string[]) => entries.join('\n');

function List({
  view,
  onSaved,
}: {
  view: RedactionListView;
  onSaved: (view: RedactionListView) => void;
}) {
  const { t, tText } = useText();
  const [typed, setTyped] = useState({
    words: inLines(view.words),
    patterns: inLines(view.patterns),
  });
  const [answer, setAnswer] = useState<RedactionListAnswer | null>(null);
  const [patternsOpen] = useState(view.patterns.length > 0);
  const words = useRef<HTMLTextAreaElement>(null);
  const patterns = useRef<HTMLTextAreaElement>(null);
  const save = useAction(async () => {
    const result = await call('redactionList.set', typed);
    if (!result.ok) return result;
    setAnswer(result.value);
    const { saved, faults } = result.value;
    if (saved) {
      setTyped({ words: inLines(saved.words), patterns: inLines(saved.patterns) });
      onSaved(saved);
    }
    if (faults.some(({ list }) => list === 'patterns')) bringUp(patterns.current);
    if (faults.some(({ list }) => list === 'words')) bringUp(words.current);
    return result;
  });
  const change = (part: Partial<typeof typed>) => {
    setTyped({ ...typed, ...part });
    setAnswer(null);
  };
  const faultsIn = (list: RedactionListFault['list']) =>
    inLines(
      (answer?.faults ?? [])
        .filter((fault) => fault.list === list)
        .map(({ line, problem }) => t('redactionList.fault', { line, why: tText(problem) })),
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void save.run();
  };

  return (
    <form className={styles.hiding} onSubmit={submit}>
      <TextArea
        ref={words}
        label={t('redactionList.words')}
        help={t('redactionList.words.help')}
        error={faultsIn('words')}
        value={typed.words}
        readOnly={save.busy}
        spellCheck={false}
        onChange={(value) => change({ words: value })}
      />
      <Disclosure kind="quiet" label={t('redactionList.patterns.open')} open={patternsOpen}>
        <TextArea
          ref={patterns}
          rows={3}
          label={t('redactionList.patterns')}
          help={t('redactionList.patterns.help')}
          error={faultsIn('patterns')}
          value={typed.patterns}
          readOnly={save.busy}
          spellCheck={false}
          onChange={(value) => change({ patterns: value })}
        />
      </Disclosure>
      {view.byOrganisation > 0 ? (
        <p className={styles.quiet}>
          {t('redactionList.organisation', { count: view.byOrganisation })}
        </p>
      ) : null}
      {save.error ? <ErrorNotice error={save.error} /> : null}
      <div className={styles.save}>
        <Button type="submit" busy={save.busy}>
          {t('redactionList.save')}
        </Button>
        <p className={styles.quiet} role="status">
          {answer?.saved ? t('redactionList.saved') : ''}
        </p>
      </div>
    </form>
  );
}

/** Opens the disclosure if the field in it has a fault, so that the person sees it. */
function bringUp(field: HTMLTextAreaElement | null): void {
  field?.closest('details')?.setAttribute('open', '');
  field?.focus();
}
