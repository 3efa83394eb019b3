import { contractLimits, datapathContract } from '../datapath-contract.js';
import { FakeDatapath } from './fake-datapath.js';

datapathContract('fake', () => {
  const datapath = new FakeDatapath(contractLimits);
  let next = 10;
  return {
    datapath,
    addInterface: () => {
      datapath.interfaces.add(next);
      return next++;
    },
    removeInterface: (ifindex) => datapath.interfaces.delete(ifindex),
    reopen: () => null,
    remove: () => datapath.close(),
  };
});
