import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '#contract/ipc/bridge.ts';

/** Set by the build from the contract. */
declare const CALL_NAMES: readonly string[];
declare const EVENT_NAMES: readonly string[];

const calls = new Set(CALL_NAMES);
const events = new Set(EVENT_NAMES);

// Main checks the names again; checking them here keeps `ipcRenderer` itself out of reach of the page.
const bridge = {
  call(name: string, args?: unknown) {
    if (!calls.has(name)) throw new Error(`no such call: ${String(name).slice(0, 80)}`);
    return ipcRenderer.invoke(name, args);
  },
  on(name: string, listener: (payload: unknown) => void) {
    if (!events.has(name)) throw new Error(`no such event: ${String(name).slice(0, 80)}`);
    const forward = (_event: unknown, payload: unknown) => listener(payload);
    ipcRenderer.on(name, forward);
    return () => {
      ipcRenderer.off(name, forward);
    };
  },
};

contextBridge.exposeInMainWorld('candor', bridge as Bridge);
