import { gemini } from './lib/agents.ts';
import { describeAgent } from './lib/describe-agent.ts';
import { describeAgentContract } from './lib/describe-contract.ts';

describeAgent(gemini);
describeAgentContract(gemini);
