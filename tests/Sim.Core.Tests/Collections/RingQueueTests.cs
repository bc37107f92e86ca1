using CsCheck;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tests.Collections;

public sealed class RingQueueTests
{
    [Fact]
    public void Behaves_like_a_list_while_growing_and_wrapping() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int).Array[0, 200].Sample(
            steps =>
            {
                var queue = new RingQueue<int>(capacity: 1);
                var model = new List<int>();
                foreach (var (step, value) in steps)
                {
                    switch (step)
                    {
                        case 0 or 1 or 2:
                            queue.Enqueue(value);
                            model.Add(value);
                            break;
                        case 3:
                            queue.PutBack(value);
                            model.Insert(0, value);
                            break;
                        default:
                            Assert.Equal(model.Count > 0, queue.TryDequeue(out var item));
                            if (model.Count == 0) break;
                            Assert.Equal(model[0], item);
                            model.RemoveAt(0);
                            break;
                    }

                    Assert.Equal(model.Count, queue.Count);
                    if (model.Count > 0) Assert.Equal(model[0], queue.Peek());
                }

                while (queue.TryDequeue(out var left))
                {
                    Assert.Equal(model[0], left);
                    model.RemoveAt(0);
                }

                Assert.Empty(model);
            },
            iter: 3_000);

    [Fact]
    public void Peeking_into_an_empty_queue_faults() => Assert.Throws<SimulationFault>(() => new RingQueue<int>().Peek());
}
