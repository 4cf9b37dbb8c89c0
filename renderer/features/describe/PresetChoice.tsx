import { useEffect, useState } from 'react';
import { create } from 'zustand';
import type { Preset } from '#contract/collector/collector.ts';
import type { PresetChoice as Choice } from '#contract/collector/preset.ts';
import { call } from '#renderer/base/bridge.ts';
import { useText } from '#renderer/base/text.ts';
import { Disclosure } from '#ui/Disclosure.tsx';
import { RadioCards } from '#ui/RadioCards.tsx';

/** Outlives the screen, so that a person who cancels and comes back finds their choice. */
const useChosen = create(() => ({ preset: 'standard' as string }));

/** The presets this computer offers: empty until main has answered. `standard` works before that. */
export function usePresets() {
  const [presets, setPresets] = useState<readonly Choice[]>([]);
  const preset = useChosen((chosen) => chosen.preset);
  useEffect(() => {
    let wanted = true;
    void call('presets.list').then((result) => {
      if (wanted && result.ok) setPresets(result.value);
    });
    return () => {
      wanted = false;
    };
  }, []);
  return { presets, preset, choose: (id: string) => useChosen.setState({ preset: id }) };
}

function useRoughTime() {
  const { duration } = useText();
  return (milliseconds: number) => duration(Math.max(1000, Math.ceil(milliseconds / 1000) * 1000));
}

/** A sentence that says how long a preset takes. */
export function useExpectedTime() {
  const { t } = useText();
  const roughly = useRoughTime();
  return (choice: Choice | undefined) =>
    choice === undefined || choice.expectedMs === null
      ? t('preset.unknownTime')
      : t(choice.timedHere ? 'preset.time' : 'preset.estimate', {
          time: roughly(choice.expectedMs),
        });
}

const shipped = [
  'quick',
  'standard',
  'network',
  'performance',
  'full',
] as const satisfies readonly Preset[];
const isShipped = (id: string): id is Preset => (shipped as readonly string[]).includes(id);

interface PresetChoiceProps {
  presets: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
}

/** Closed at first: an upset person should not have to decide this, and support can still point to it. */
export function PresetChoice({ presets, value, onChange }: PresetChoiceProps) {
  const { t } = useText();
  const roughly = useRoughTime();
  const timeOf = ({ expectedMs }: Choice) =>
    expectedMs === null ? '' : t('preset.card.time', { time: roughly(expectedMs) });
  const nameOf = ({ id, name }: Choice) => (isShipped(id) ? t(`preset.${id}`) : (name ?? id));
  const helpOf = ({ id, purpose }: Choice) =>
    isShipped(id) ? t(`preset.${id}.help`) : (purpose ?? '');
  const chosen = presets.find(({ id }) => id === value);
  return (
    <Disclosure kind="quiet" label={t('preset.label', { name: chosen ? nameOf(chosen) : value })}>
      <RadioCards
        legend={t('preset.legend')}
        value={value}
        options={presets.map((choice) => ({
          value: choice.id,
          label: nameOf(choice),
          help: `${helpOf(choice)} ${timeOf(choice)}`.trim(),
        }))}
        onChange={onChange}
      />
    </Disclosure>
  );
}
