using CsCheck;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tests.Collections;

public sealed class SlabTests
{
    [Fact]
    public void Behaves_like_a_dictionary_with_a_stack_of_free_ids() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1_000]).Array[0, 200].Sample(
            steps =>
            {
                var slab = new Slab<long>(capacity: 1);
                var rented = new List<(int Id, long Value)>();
                var free = new Stack<int>();
                foreach (var (step, pick) in steps)
                {
                    if (step < 2)
                    {
                        var id = slab.Rent();
                        Assert.Equal(free.Count > 0 ? free.Pop() : rented.Count, id);   // last returned, else the next new one
                        Assert.Equal(0, slab[id]);                                       // cleared
                        slab[id] = pick + 1;
                        rented.Add((id, pick + 1));
                    }
                    else if (rented.Count > 0)
                    {
                        var index = pick % rented.Count;
                        slab.Return(rented[index].Id);
                        free.Push(rented[index].Id);
                        rented.RemoveAt(index);
                    }

                    Assert.Equal(rented.Count, slab.Rented);
                    Assert.All(rented, entry => Assert.Equal(entry.Value, slab[entry.Id]));
                }
            },
            iter: 2_000);

    [Fact]
    public void Giving_back_twice_or_what_was_never_rented_faults()
    {
        var slab = new Slab<int>();
        var id = slab.Rent();
        slab.Return(id);
        Assert.Throws<SimulationFault>(() => slab.Return(id));
        Assert.Throws<SimulationFault>(() => slab.Return(17));
        Assert.Throws<SimulationFault>(() => slab.Return(-1));
        Assert.Equal(0, slab.Rented);
    }
}
