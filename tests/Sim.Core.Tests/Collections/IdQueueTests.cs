using CsCheck;
using Sim.Core.Collections;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tests.Collections;

public sealed class IdQueueTests
{
    private enum Step { Enqueue, Dequeue, Remove }

    [Fact]
    public void Agrees_with_a_list_also_when_ids_leave_from_the_middle() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[0, 40]).Array[0, 200].Sample(
            steps =>
            {
                var queue = new IdQueue(capacity: 1);
                var model = new List<int>();
                foreach (var (step, id) in steps)
                {
                    switch (step)
                    {
                        case Step.Enqueue when !model.Contains(id):
                            queue.Enqueue(id);
                            model.Add(id);
                            break;
                        case Step.Dequeue:
                            Assert.Equal(model.Count > 0, queue.TryDequeue(out var first));
                            Assert.Equal(model.Count > 0 ? model[0] : -1, first);
                            if (model.Count > 0) model.RemoveAt(0);
                            break;
                        case Step.Remove:
                            Assert.Equal(model.Remove(id), queue.Remove(id));
                            break;
                    }

                    var listed = new List<int>();
                    for (var one = queue.First; one >= 0; one = queue.After(one)) listed.Add(one);
                    Assert.Equal(model, listed);
                    Assert.Equal((model.Count, model.Count > 0 ? model[^1] : -1), (queue.Count, queue.Last));
                    Assert.Equal(model.Contains(id), queue.Contains(id));
                }
            },
            iter: 5_000);

    [Fact]
    public void Misuse_is_told()
    {
        var queue = new IdQueue();
        queue.Enqueue(100);
        Assert.Throws<SimulationFault>(() => queue.Enqueue(100));
        Assert.Throws<SimulationFault>(() => queue.Enqueue(-1));
    }
}
