import { getAllData } from 'systeminformation';

/** What people would use instead: everything that systeminformation knows, in a process of its own. */
await getAllData();
process.exit(0);
