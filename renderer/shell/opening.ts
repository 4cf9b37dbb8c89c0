import '#ui/tokens.css';
import '#ui/base.css';
import './opening.css';

/** The mark in index.html is painted first; only then the rest is read and run. */
const load = () => void import('./main.tsx');
requestAnimationFrame(() => setTimeout(load));
// A window that nobody sees paints nothing, and must still work.
setTimeout(load, 150);
