import { useText } from '../use-text.ts';
import { visible } from './visible.ts';

/** The label of a computer on every page: its name or, until it has one, the beginning of its id. */
export function useDeviceName(): (id: string, name: string | null) => string {
  const { t } = useText();
  return (id, name) =>
    name === null ? t('device.unnamed', { id: id.slice(0, 8) }) : visible(name);
}
