import '#ui/tokens.css';
import '#ui/base.css';
import './opening.css';

/** Loads the rest only after the mark in index.html has been painted. */
const load = () => void import('./main.tsx');
requestAnimationFrame(() => setTimeout(load));
// A hidden window paints nothing, but must still work.
setTimeout(load, 150);
