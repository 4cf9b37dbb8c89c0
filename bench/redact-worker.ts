import { createReadStream } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { redactByteStream } from '#bundle/redact/byte-stream.ts';
import { createRedactor, emptyKnownValues } from '#bundle/redact/redactor.ts';

export interface RedactTask {
  files: string[];
}

export interface RedactTaken {
  replacements: number;
  bytes: number;
}

const redactor = createRedactor({
  known: {
    ...emptyKnownValues,
    users: ['annika'],
    fullNames: ['Annika Berg'],
    homes: ['/home/annika'],
    hosts: ['blue-otter', 'blue-otter.corp.example'],
    domains: ['corp.example'],
    ips: ['10.20.0.7'],
    macs: ['52:54:00:ab:cd:ef'],
    ids: ['7d3f9a60b1c24e0f8a9b0c1d2e3f4a5b'],
    emails: ['annika.berg@corp.example'],
    words: ['OtterNet 5G'],
  },
});

parentPort?.on('message', async ({ files }: RedactTask) => {
  const taken: RedactTaken = { replacements: 0, bytes: 0 };
  for (const file of files) {
    const stream = redactByteStream(redactor);
    const count = ({ bytes, replacements }: ReturnType<typeof stream.end>): void => {
      taken.bytes += bytes.length;
      taken.replacements += replacements.length;
    };
    for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }))
      count(stream.push(chunk));
    count(stream.end());
  }
  parentPort?.postMessage(taken);
});
