import { natsHarness } from './nats-place.ts';
import { describeTransport } from './suite.ts';

describeTransport('the NATS transport', natsHarness);
