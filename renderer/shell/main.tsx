import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { connect } from '../base/connect.ts';
import { App } from './App.tsx';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void connect();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
