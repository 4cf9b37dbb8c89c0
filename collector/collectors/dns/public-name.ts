/** Whether a DNS server should know the name: not `localhost`, not a bare host name, not `.local` (mDNS). */
export const isPublicName = (name: string): boolean =>
  name.replace(/\.$/, '').includes('.') && !/(^|\.)(localhost|local)\.?$/i.test(name);
