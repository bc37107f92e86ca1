using Sim.Core.Time;
using Sim.Models.Scenarios;
using Sim.Scenarios.Input;

namespace Sim.Scenarios.Tests;

/// <summary>Keys of <c>hypervisor.kvm</c> as users write them.</summary>
public sealed class KvmSpecTests
{
    [Fact]
    public void They_are_read_from_text()
    {
        var kvm = Read("haltPollGrowStart: 25 us, irqTimeAccounting: true");
        Assert.Equal((SimDuration.FromMicroseconds(25), true), (kvm.HaltPollGrowStart, kvm.IrqTimeAccounting));
    }

    [Theory]
    [InlineData("haltPollGrowStart: 11 ms", "hypervisor.kvm.haltPollGrowStart", "out of range")]
    [InlineData("haltPollGrowStart: 10", "hypervisor.kvm.haltPollGrowStart", "unit")]
    [InlineData("irqTimeAccounting: maybe", "hypervisor.kvm.irqTimeAccounting", "maybe")]
    public void What_cannot_be_is_named(string keys, string field, string problem)
    {
        var findings = Assert.Throws<InputException>(() => Read(keys)).Findings;
        Assert.Contains(findings, finding => finding.Field == field && finding.Problem.Contains(problem, StringComparison.Ordinal));
    }

    private static KvmSpec Read(string keys)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, """
                name: kvm
                host:
                  cpu: {sockets: 1, coresPerSocket: 4, threadsPerCore: 1, clock: 3 GHz}
                  memory: {size: 64 GiB}
                hypervisor: {kind: kvm, kvm: {KEYS}}
                vms:
                  - name: vm
                    vcpus: 1
                    memory: 4 GiB
                    workload: {template: cpu-bound, users: 1}

                """.Replace("KEYS", keys, StringComparison.Ordinal));
            return ScenarioReader.Read(path).Value.Hypervisor.Kvm;
        }
        finally
        {
            File.Delete(path);
        }
    }
}
