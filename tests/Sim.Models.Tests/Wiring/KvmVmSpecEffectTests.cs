using Sim.Core.Time;
using Sim.Models.Hardware.Cpu;
using Sim.Models.Hardware.Memory;
using Sim.Models.Hypervisor;
using Sim.Models.Hypervisor.Guest;
using Sim.Models.Measurement;
using Sim.Models.Scenarios;
using Sim.Models.Wiring;
using Sim.Models.Workload;

namespace Sim.Models.Tests.Wiring;

/// <summary>What the keys of <c>vms[].kvm</c> and <c>host.cpu.generation</c> do in a whole host.</summary>
public sealed class KvmVmSpecEffectTests
{
    [Fact]
    public void A_dedicated_guest_polls_itself_halts_less_and_burns_the_host()
    {
        var (halting, polling) = (Run(new KvmVmSpec()), Run(new KvmVmSpec { Dedicated = true }));
        Assert.Equal(0, halting["vcpu.guest_poll_fraction"]);
        Assert.Equal(0, polling["vcpu.poll_fraction"]);
        Assert.True(halting["vcpu.poll_fraction"] > 0 && polling["vcpu.guest_poll_fraction"] > 0, "nobody polls");
        Assert.True(polling["vcpu.halt_exit_rate"] < halting["vcpu.halt_exit_rate"], "it halts as often");
        Assert.True(polling["host.pcpu_utilisation"] > halting["host.pcpu_utilisation"], "it burns nothing");
    }

    [Fact]
    public void A_dedicated_guest_has_no_paravirtual_locks_unless_they_are_switched_on()
    {
        Assert.False(Build(new KvmVmSpec { Dedicated = true }).Vms.Single().Spins.IsParavirtual);
        Assert.True(Build(new KvmVmSpec { Dedicated = true }, new GuestCosts { PvSpinlocks = Paravirtual.On }).Vms.Single().Spins.IsParavirtual);
        Assert.True(Build(new KvmVmSpec()).Vms.Single().Spins.IsParavirtual);
    }

    [Fact]
    public void The_hosts_first_polling_window_decides_how_often_a_vcpu_is_polled_for()
    {
        // A window that begins at the longest one polls through idle times that one of 10 us gives up in, until it has grown.
        double Polled(double start) => Run(new KvmSpec { HaltPollGrowStart = SimDuration.FromMicroseconds(start) })["vcpu.poll_fraction"];
        Assert.True(Polled(200) > 1.05 * Polled(10), "it polls no longer");
    }

    [Fact]
    public void Irq_time_accounting_takes_the_handlers_out_of_what_threads_are_charged()
    {
        // The only pCPU is never idle: handlers interrupt threads and vCPUs, whose overlap is that time, or nothing. The handlers run either way.
        double Overlap(bool accounts, out double handlers)
        {
            var host = Build(new KvmVmSpec(), cores: 1, neighbours: 1, kvm: new KvmSpec { IrqTimeAccounting = accounts });
            host.Run(SimDuration.FromSeconds(0.2), SimDuration.FromSeconds(1), default);
            handlers = HostReading.Of(host)["host.interrupt_fraction"];
            return host.Dispatcher.Worlds.Sum(world => world.OverlapTime) / 1e12;
        }

        Assert.Equal(0, Overlap(accounts: false, out var without));
        var overlap = Overlap(accounts: true, out var handlers);
        Assert.True(without > 0, "nobody is interrupted");
        // Beside the handlers it has their exits from guests (0.5 us to 1 us of a handler), and lacks what fell into switches.
        Assert.InRange(overlap, 0.3 * handlers, 2 * handlers);
    }

    [Fact]
    public void Esxi_takes_no_notice()
    {
        var (plain, dedicated) = (Build(new KvmVmSpec(), kind: HypervisorKind.Esxi), Build(new KvmVmSpec { Dedicated = true, VcpuSlice = SimDuration.FromMilliseconds(1) }, kind: HypervisorKind.Esxi));
        foreach (var host in new[] { plain, dedicated }) host.Run(SimDuration.FromSeconds(0.1), SimDuration.FromSeconds(0.2), default);
        Assert.Equal(plain.Fingerprint(), dedicated.Fingerprint());
    }

    [Fact]
    public void Slices_reach_the_threads()
    {
        var host = Build(new KvmVmSpec { VcpuSlice = SimDuration.FromMilliseconds(1), EmulatorSlice = SimDuration.FromMilliseconds(0.5), IothreadSlice = SimDuration.FromMilliseconds(0.2) });
        foreach (var world in host.Dispatcher.Worlds.Where(world => world.VmId >= 0))
        {
            Assert.Equal(world.Kind switch { WorldKind.Vcpu => 1e9, WorldKind.Storage => 0.2e9, _ => 0.5e9 }, world.Entity.Slice);
        }
    }

    [Fact]
    public void A_short_slice_takes_a_vm_from_behind_busy_ones_sooner()
    {
        // Four pCPUs, each with busy threads of two other VMs in turns, and a VM with requests of 0.2 ms and a small part of its share: it wakes behind one of them, which is safe for up to 2.8 ms and
        // leaves at a tick; with slices of 0.3 ms it runs at once if it is owed time.
        // Only the direction is tested: most wake-ups find a thread that is ahead of its share and gives way in any case.
        double Mean(SimDuration? slice)
        {
            var web = new KvmVmSpec { VcpuSlice = slice, EmulatorSlice = slice };
            var host = Build(web, neighbours: 8, workload: new WorkloadSpec
            {
                Template = RequestTemplates.Custom, Rate = 100, Stages = [new StageSpec { Kind = StageKind.Cpu, Demand = SimDuration.FromMilliseconds(0.2), Variation = 0 }],
            });
            host.Run(SimDuration.FromSeconds(0.5), SimDuration.FromSeconds(3), default);
            return HostReading.Of(host)["request.custom.response_mean"];
        }

        var (whole, cut) = (Mean(null), Mean(SimDuration.FromMilliseconds(0.3)));
        Assert.True(cut < 0.9 * whole, $"{cut} with short slices, {whole} without");
    }

    [Fact]
    public void An_older_generation_does_less_work_for_the_same_cpu_time()
    {
        var (now, old) = (Run(new KvmVmSpec()), Run(new KvmVmSpec(), CpuGeneration.SandyBridge));
        Assert.Equal(0, now["vcpu.interrupt_exit_rate"]);
        Assert.True(old["vcpu.interrupt_exit_rate"] > 0, "interrupts are posted");
        Assert.True(old["vcpu.efficiency"] < now["vcpu.efficiency"], "exits cost nothing");
    }

    private static IReadOnlyDictionary<string, double> Run(KvmSpec kvm)
    {
        var host = Build(new KvmVmSpec(), kvm: kvm);
        host.Run(SimDuration.FromSeconds(0.2), SimDuration.FromSeconds(1), default);
        return HostReading.Of(host);
    }

    private static IReadOnlyDictionary<string, double> Run(KvmVmSpec kvm, CpuGeneration generation = CpuGeneration.Custom)
    {
        var host = Build(kvm, generation: generation);
        host.Run(SimDuration.FromSeconds(0.2), SimDuration.FromSeconds(1), default);
        return HostReading.Of(host);
    }

    private static SimulatedHost Build(
        KvmVmSpec vm, GuestCosts? guest = null, HypervisorKind kind = HypervisorKind.Kvm, CpuGeneration generation = CpuGeneration.Custom, int neighbours = 0, WorkloadSpec? workload = null,
        int cores = 4, KvmSpec? kvm = null)
    {
        var web = Vm("web", 2, workload ?? new WorkloadSpec { Template = "web-request", Rate = 400 }) with { Kvm = vm };
        return new SimulatedHost(
            new HostSpec { Cpu = new CpuParameters { Sockets = 1, CoresPerSocket = cores, ThreadsPerCore = 1, Generation = generation }, Memory = new MemoryParameters { Size = 256L << 30 } },
            new HypervisorSpec { Kind = kind, Kvm = kvm ?? new KvmSpec { Guest = guest ?? new GuestCosts() } },
            [web, .. Enumerable.Range(0, neighbours).Select(i => Vm($"busy{i}", 1, new WorkloadSpec { Template = "cpu-bound", Users = 1 }))],
            seed: 1, replication: 0);
    }

    private static VmPlan Vm(string name, int vcpus, WorkloadSpec workload) => new(name, vcpus, new MemoryDemand(4L << 30, 1, 0.5, vcpus), workload);
}
