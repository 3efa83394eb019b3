import { activityLimits, policyActivityContract } from '../policy-activity-contract.js';
import { FakePolicyActivity } from './fake-policy-activity.js';

policyActivityContract('fake', () => {
  const { maxPolicyEntries = 0, maxConnections = 0 } = activityLimits;
  const activity = new FakePolicyActivity(maxPolicyEntries, maxConnections);
  return { activity, putHits: (key, packets) => activity.putHits(key, packets), remove: () => {} };
});
