import { fileHarness } from './file-place.ts';
import { describeTransport } from './suite.ts';

describeTransport('the file transport', fileHarness);
