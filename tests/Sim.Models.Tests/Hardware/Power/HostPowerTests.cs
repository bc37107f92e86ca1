using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Power;
using Sim.Testing.Hosts;

namespace Sim.Models.Tests.Hardware.Power;

public sealed class HostPowerTests
{
    /// <summary>Two sockets of 28 cores: what the defaults were solved for.</summary>
    private static readonly CpuParameters Server = HostHarness.Cores(28, sockets: 2);

    [Theory]
    [InlineData(0, 52.3)]
    [InlineData(6, 129)]     // 10.7 % of the cores against the point at 10 %
    [InlineData(56, 457)]
    public void The_defaults_go_through_the_points_they_were_solved_from(int busyCores, double published)
    {
        // Rounded to 45, 20 and 6.6 W: 45 + 56 x 0.132 = 52.4; 45 + 40 + 6 x 6.6 + 50 x 0.132 = 131.2; 45 + 40 + 56 x 6.6 = 454.6. Within 2 %.
        var watts = Run(new HostPower(), Server, busyCores);
        Assert.Equal(published, watts, published * 0.02);
    }

    [Fact]
    public void Power_is_the_sum_of_what_cores_and_sockets_did()
    {
        // One socket, 4 cores, two busy for half of the time: static 50; socket 20 x 1/2; active 2 x 10 x 1/2; asleep (2 + 2 x 1/2) x 10 x 2 %,
        // but for 200 us after going idle, at 30 %: two cores once from the start, two once at half time; 28 % of 10 W more than deep.
        var parameters = new HostPower { Static = 50, Socket = 20, Core = 10 };
        var host = HostHarness.Kvm(HostHarness.Cores(4));
        for (var i = 0; i < 2; i++) host.Submit(host.AddVm($"vm{i}", 1).Vcpus[0], SimDuration.FromSeconds(0.5));
        host.Run(1.0);
        var shallow = (2 + 2) * 200e-6;
        Assert.Equal(50 + 10 + 10 + (3 * 0.2) + (shallow * 2.8), parameters.Mean(host.Dispatcher.Cores, host.Dispatcher.Topology), 1e-9);
    }

    [Fact]
    public void A_faster_clock_costs_more_than_it_gives()
    {
        // One core at 4/3 of the sustained clock: (4/3)^2.5 = 2.053 of its active power.
        var cpu = HostHarness.Cores(1) with { Turbo = [new TurboStep { Cores = 1, Clock = 4e9 }] };
        var watts = Run(new HostPower { Static = 0, Socket = 0, Core = 10 }, cpu, 1);
        Assert.Equal(10 * Math.Pow(4.0 / 3, 2.5), watts, 0.002);
    }

    private static double Run(HostPower power, CpuParameters cpu, int busyCores)
    {
        var host = HostHarness.Kvm(cpu);
        for (var i = 0; i < busyCores; i++)
        {
            var world = host.AddVm($"vm{i}", 1).Vcpus[0];
            world.StartNode = i % cpu.Sockets;
            host.KeepBusy(world);
        }

        host.Run(0.1);
        host.Dispatcher.ResetAccounts();
        host.Run(1.0);
        return power.Mean(host.Dispatcher.Cores, host.Dispatcher.Topology);
    }
}
