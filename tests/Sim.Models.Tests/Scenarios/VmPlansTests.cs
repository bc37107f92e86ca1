using CsCheck;
using Sim.Models.Scenarios;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Scenarios;

public sealed class VmPlansTests
{
    [Fact]
    public void Every_vm_of_every_group_appears_once() => Gen.Int[1, 20].Array[1, 5].Sample(counts =>
    {
        var plans = VmPlans.Of([.. counts.Select(Group)]);
        var expected = counts.SelectMany((count, group) => Enumerable.Range(0, count).Select(i => $"g{group}-{i}"));
        Assert.Equal(expected.Order(StringComparer.Ordinal), plans.Select(plan => plan.Name).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void The_first_vms_are_a_fair_sample_whatever_follows() => (
        from counts in Gen.Int[1, 20].Array[1, 5]
        from more in Gen.Int[1, 200]
        select (counts, more)).Sample((counts, more) =>
    {
        var mix = VmPlans.Mix([.. counts.Select(Group)], more);
        var shorter = VmPlans.Mix([.. counts.Select(Group)], (more + 1) / 2);
        Assert.Equal(shorter.Select(plan => plan.Name), mix.Take(shorter.Length).Select(plan => plan.Name));
        // Each group has its share of any prefix: never a whole group short or over by more than the number of groups.
        for (var group = 0; group < counts.Length; group++)
        {
            var have = mix.Count(plan => plan.Name.StartsWith($"g{group}-", StringComparison.Ordinal));
            Assert.InRange(have - ((double)more * counts[group] / counts.Sum()), -counts.Length, counts.Length);
        }
    });

    private static VmSpec Group(int count, int number) => new()
    {
        Name = $"g{number}-",
        Count = count,
        Vcpus = 1,
        Memory = 1 << 30,
        Workload = new WorkloadSpec { Template = "web-request", Rate = 1 },
    };
}
