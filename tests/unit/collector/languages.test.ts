import { describe, expect, test } from 'vitest';
import { win32Devices } from '#collector/collectors/devices/win32.ts';
import { win32Health } from '#collector/collectors/disk-health/win32.ts';
import { win32Services } from '#collector/collectors/services/win32.ts';
import { win32Startup } from '#collector/collectors/startup/win32.ts';
import { win32Events } from '#collector/collectors/system-log/win32.ts';
import { notifierUpdates } from '#collector/collectors/updates/linux.ts';
import { netshWifi } from '#collector/collectors/wifi/win32.ts';
import { pingAnswered, pingMtu } from '#collector/network/parse-path-mtu.ts';

/** What `netsh wlan show interfaces` says in one language: its words, in the order of the system's own lines. */
const netsh = (words: readonly string[]): string => {
  const [there, name, description, address, state, connected, kind, signal, channel, down, up] =
    words;
  return `
${there}

    ${name}                   : Wi-Fi
    ${description}            : Intel(R) Wi-Fi 6 AX201 160MHz
    GUID                   : 5c3f1e0a-7d2b-4c8e-9f10-0123456789ab
    ${address}                : 70:a8:d3:11:22:33
    ${state}                  : ${connected}
    SSID                   : Zuhause
    BSSID                  : 02:00:00:aa:bb:cc
    ${kind}                   : 802.11ax
    ${channel}                : 44
    ${down}                   : 573,5
    ${up}                     : 480
    ${signal}                 : 91%

`;
};

const languages: Record<string, { netsh: string[]; ping: string; updates: string }> = {
  German: {
    netsh: [
      'Es ist 1 Schnittstelle auf dem System vorhanden:',
      'Name',
      'Beschreibung',
      'Physische Adresse',
      'Status',
      'Verbunden',
      'Funktyp',
      'Signal',
      'Kanal',
      'Empfangsrate (MBit/s)',
      'Übertragungsrate (MBit/s)',
    ],
    ping: 'Antwort von 192.0.2.10: Bytes=1472 Zeit=12ms TTL=57',
    updates:
      '12 Aktualisierungen können sofort installiert werden.\n3 dieser Aktualisierungen sind Sicherheitsaktualisierungen.\n',
  },
  French: {
    netsh: [
      'Il existe 1 interface sur le système :',
      'Nom',
      'Description',
      'Adresse physique',
      'État',
      'connecté',
      'Type de radio',
      'Signal',
      'Canal',
      'Réception (Mbits/s)',
      'Transmission (Mbits/s)',
    ],
    ping: 'Réponse de 192.0.2.10 : octets=1472 temps=12 ms TTL=57',
    updates:
      '12 mises à jour peuvent être appliquées immédiatement.\n3 de ces mises à jour sont des mises à jour de sécurité.\n',
  },
  Japanese: {
    netsh: [
      'システムに 1 インターフェイスがあります:',
      '名前',
      '説明',
      '物理アドレス',
      '状態',
      '接続されました',
      '無線の種類',
      'シグナル',
      'チャネル',
      '受信速度 (Mbps)',
      '送信速度 (Mbps)',
    ],
    ping: '192.0.2.10 からの応答: バイト数 =1472 時間 =12ms TTL=57',
    updates:
      '12 個のアップデートはすぐに適用されます。\n3 個のアップデートはセキュリティアップデートです。\n',
  },
  Chinese: {
    netsh: [
      '系统上有 1 个接口:',
      '名称',
      '描述',
      '物理地址',
      '状态',
      '已连接',
      '无线电类型',
      '信号',
      '频道',
      '接收速率(Mbps)',
      '传输速率 (Mbps)',
    ],
    ping: '来自 192.0.2.10 的回复: 字节=1472 时间=12ms TTL=57',
    updates: '12 个更新可以立即应用。\n3 个更新为安全更新。\n',
  },
  Arabic: {
    netsh: [
      'يوجد 1 واجهة على النظام:',
      'الاسم',
      'الوصف',
      'العنوان الفعلي',
      'الحالة',
      'متصل',
      'نوع الراديو',
      'الإشارة',
      'القناة',
      'معدل الاستلام (Mbps)',
      'معدل الإرسال (Mbps)',
    ],
    ping: 'رد من 192.0.2.10: بايت=1472 الوقت=12مللي ثانية TTL=57',
    updates: '12 تحديثًا يمكن تطبيقها فورًا.\n3 من هذه التحديثات أمنية.\n',
  },
};

describe.each(Object.entries(languages))('in %s', (_language, said) => {
  test('the wireless connection is read by what no language translates', () => {
    expect(netshWifi(netsh(said.netsh))).toMatchObject({
      links: [
        {
          ...{
            interface: 'Wi-Fi',
            connected: true,
            network: 'network-1',
            accessPoint: '02:00:00:aa:bb:cc',
          },
          ...{ channel: 44, signalPercent: 91, megabitsPerSecond: 573.5, standard: '802.11ax' },
        },
      ],
    });
  });

  test('an answer to ping is one, and its size no packet limit', () => {
    expect(pingAnswered(said.ping)).toBe(true);
    expect(pingMtu(said.ping)).toBeNull();
  });

  test('waiting updates are counted', () => {
    expect(notifierUpdates(said.updates)).toEqual({ waiting: 12, waitingForSecurity: 3 });
  });

  test('names and messages that the system translates stay as they are', () => {
    const [text = '', name = ''] = said.netsh;
    expect(
      win32Devices([{ Class: 'USB', Name: name, Status: 'Error', Id: 'USB\\VID_046D&PID_C52B\\1' }])
        .failing,
    ).toMatchObject([{ name }]);
    expect(win32Health({ disks: [{ Name: name, HealthStatus: 'Healthy' }] })?.disks).toMatchObject([
      { name, verdict: 'passed' },
    ]);
    expect(win32Startup({ tasks: [{ Name: name, State: 'Ready' }] })).toMatchObject([
      { name, enabled: true },
    ]);
    expect(
      JSON.stringify(
        win32Services([
          { Name: 'Spooler', DisplayName: name, State: 'Running', StartMode: 'Auto' },
        ]),
      ),
    ).toContain('Spooler');
    const events = win32Events({
      systemErrors: [
        { At: '2026-11-23T10:00:00Z', Level: 2, ProviderName: 'disk', Id: 7, Message: text },
      ],
    });
    expect(JSON.stringify(events)).toContain(text);
  });
});
