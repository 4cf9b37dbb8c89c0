import { useText } from '../use-text.ts';
import { visible } from './visible.ts';

/** What a computer is called everywhere: by its name, or, as long as nobody gave it one, by the beginning of its id. */
export function useDeviceName(): (id: string, name: string | null) => string {
  const { t } = useText();
  return (id, name) =>
    name === null ? t('device.unnamed', { id: id.slice(0, 8) }) : visible(name);
}
