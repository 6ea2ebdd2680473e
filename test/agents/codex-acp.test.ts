import { codexAcp } from './lib/agents.ts';
import { describeAgent } from './lib/describe-agent.ts';

describeAgent(codexAcp);
