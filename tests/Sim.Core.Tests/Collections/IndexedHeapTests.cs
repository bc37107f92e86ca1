using CsCheck;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tests.Collections;

public sealed class IndexedHeapTests
{
    private enum Step { Add, TakeFirst, Remove }

    [Fact]
    public void Agrees_with_a_sorted_list_also_when_ids_leave_from_the_middle() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 40], Gen.Int[0, 20]).Array[0, 200].Sample(
            steps =>
            {
                var heap = new IndexedHeap<Key>(capacity: 1);
                var model = new SortedDictionary<(int Major, int Id), bool>();
                foreach (var (step, id, major) in steps)
                {
                    var known = model.Keys.Where(key => key.Id == id).ToArray();
                    Assert.Equal(known.Length == 1, heap.Contains(id));
                    switch (step)
                    {
                        case Step.Add when known.Length == 0:
                            heap.Add(id, new Key(major, id));
                            model.Add((major, id), true);
                            break;
                        case Step.TakeFirst:
                            Assert.Equal(model.Count > 0, heap.TryTakeFirst(out var first));
                            if (first < 0) break;
                            Assert.Equal(model.Keys.First().Id, first);
                            model.Remove(model.Keys.First());
                            break;
                        case Step.Remove:
                            Assert.Equal(known.Length == 1, heap.Remove(id));
                            foreach (var key in known) model.Remove(key);
                            break;
                    }

                    Assert.Equal(model.Count, heap.Count);
                    Assert.Equal(model.Count > 0 ? model.Keys.First().Id : -1, heap.First);
                }
            },
            iter: 5_000);

    [Fact]
    public void Keys_can_be_moved_together_and_misuse_is_told()
    {
        var heap = new IndexedHeap<Key>();
        for (var id = 0; id < 10; id++) heap.Add(id, new Key(100 - id, id));
        heap.MapKeys(50, static (key, origin) => key with { Major = key.Major - origin });
        Assert.Equal(9, heap.First);
        Assert.Equal(41, heap.KeyOf(9).Major);
        Assert.Throws<SimulationFault>(() => heap.Add(3, default));
        Assert.Throws<SimulationFault>(() => heap.Add(-1, default));
        Assert.Throws<SimulationFault>(() => heap.KeyOf(99));
    }

    private readonly record struct Key(int Major, int Id) : IHeapKey<Key>
    {
        public bool Before(in Key other) => Major < other.Major || (Major == other.Major && Id < other.Id);
    }
}
