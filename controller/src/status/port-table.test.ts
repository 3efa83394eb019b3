import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PortPlace, PortTable } from './port-table.js';

const step = fc.record({ port: fc.nat(60), node: fc.nat(3), facts: fc.nat(7), remove: fc.boolean() });

describe('the table of ports', () => {
  it('has the ports that were added and not removed, each with what was said of it, also when slots are used again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
        const table = new PortTable();
        const model = new Map<string, { place: PortPlace; facts: number; name: string }>();
        for (const [i, { port, node, facts, remove }] of steps.entries()) {
          const id = `p${port}`;
          if (remove || model.has(id)) {
            if (model.delete(id)) table.remove(table.find(id));
          }
          if (remove) continue;
          const nodeId = node === 0 ? '' : `h${node}`;
          const place = { id, tenantId: `t${i % 3}`, networkId: 'n', datapathId: port + 1, nodeId, generation: i };
          const name = facts === 0 ? '' : `veth${i}`;
          const slot = table.add(place, i);
          if (facts > 0) table.setFacts(slot, facts, name);
          model.set(id, { place, facts, name });
        }
        for (const [id, { place, facts, name }] of model) {
          const slot = table.find(id);
          expect(table.place(slot)).toEqual(place);
          expect(table.findDatapathId(place.datapathId)).toBe(slot);
          expect([table.facts(slot), table.interface(slot), table.sinceMs(slot)]).toEqual([
            facts,
            name,
            place.generation,
          ]);
        }
        for (let port = 0; port <= 60; port++) {
          if (!model.has(`p${port}`))
            expect([table.find(`p${port}`), table.findDatapathId(port + 1)]).toEqual([-1, -1]);
        }
        for (const nodeId of ['h1', 'h2', 'h3']) {
          const ids = [...model.values()].filter((m) => m.place.nodeId === nodeId).map((m) => m.place.id);
          expect(Array.from(table.ofNode(nodeId), (slot) => table.id(slot)).sort()).toEqual(ids.sort());
          expect(table.countOfNode(nodeId)).toBe(ids.length);
        }
      }),
    );
  });
});
