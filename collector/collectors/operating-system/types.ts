export interface SystemName {
  name: string;
  version: string | null;
  build: string | null;
}
