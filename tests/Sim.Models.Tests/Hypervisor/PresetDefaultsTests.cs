using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Esxi;
using Sim.Models.Hypervisor.Kvm;
using Sim.Models.Scenarios;

namespace Sim.Models.Tests.Hypervisor;

/// <summary>The CPU rows of the table of differences (cpu-and-memory 8) and of the sheet of defaults (cpu-and-memory B), as the two presets ship.</summary>
public sealed class PresetDefaultsTests
{
    private static SimDuration Ms(double value) => SimDuration.FromMilliseconds(value);

    private static SimDuration Us(double value) => SimDuration.FromMicroseconds(value);

    [Fact]
    public void Kvm_ships_with_the_defaults_of_linux_7()
    {
        var spec = new KvmSpec();
        var fair = new FairParameters();
        Assert.Equal((FairPolicy.Eevdf, Ms(2.8), 1000.0, Ms(5)), (fair.Policy, fair.Slice, fair.TickRate, fair.BandwidthSlice));
        Assert.Equal((Ms(24), Ms(3), Ms(4)), (fair.Latency, fair.MinGranularity, fair.WakeupGranularity));
        Assert.Equal((1024, CoreScheduling.Off), (fair.VmWeight, fair.CoreScheduling));
        Assert.Equal((Ms(100), SimDuration.Zero), (new CgroupSpec().Period, new CgroupSpec().Burst));
        Assert.Equal((Us(200), Us(10), false), (spec.HaltPoll, spec.HaltPollGrowStart, spec.IrqTimeAccounting));
    }

    [Fact]
    public void Esxi_ships_with_the_defaults_of_8_0_3()
    {
        var esxi = new EsxiCpuParameters();
        Assert.Equal((Ms(200), 8, Ms(200), 1000), (esxi.Quantum, esxi.BoundLagQuanta, esxi.LimitSlack, esxi.SharesPerVcpu));
        Assert.Equal((Ms(3), Ms(2), Ms(1)), (esxi.CoStopSkew, esxi.CoStartSkew, esxi.SkewPoll));
        Assert.Equal((4, 4, SideChannelScheduler.None), (esxi.WakeupPcpus, esxi.FairnessPcpus, esxi.SideChannel));
    }

    [Fact]
    public void Guests_ship_with_the_costs_of_the_sheet()
    {
        var guest = new GuestCosts();
        var exits = guest.ExitsOn(CpuGeneration.Custom);
        Assert.Equal((1500.0, 1500.0, 6000.0, true), (exits.Kernel, exits.TimerWrite, exits.User, exits.IsPosted));
        Assert.Equal((4096.0, 2, 0), (exits.PauseWindow, guest.PauseWindowGrow, guest.PauseWindowShrink));
        // An interrupt to a running sibling by x2APIC: sending and taking it, 1200 + 800 of the 3300 to 4300 cycles from sender to handler.
        Assert.Equal((1200.0, 800.0, 2000.0, 32768), (exits.IpiSend, exits.IpiReceive, exits.Pause, guest.PvSpinLoops));
    }
}
