import { app, BrowserWindow } from 'electron';

// The least that an Electron app can be and still be compared with Candor: one window of the same size, shown when it
// is drawn; with --hidden none, until it is started a second time.
const page = new URL('index.html', import.meta.url).href;

function open() {
  const window = new BrowserWindow({ width: 920, height: 720, show: false });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(page);
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', open);
  app.on('window-all-closed', () => {});
  // Not awaited: Electron is not ready before its main module has been loaded to the end.
  void app.whenReady().then(() => {
    if (!process.argv.includes('--hidden')) open();
  });
} else {
  app.quit();
}
