using System.Collections.Immutable;

namespace Sim.Models.Measurement;

/// <summary>Every metric a host run reports: its name, unit, definition and real-world twin. Page: docs/metrics.md.</summary>
public static class MetricCatalog
{
    /// <summary>CPU ready (steal) per vCPU, fraction of elapsed time.</summary>
    public const string Ready = "vcpu.ready_fraction";

    /// <summary>Co-stop per vCPU, fraction of elapsed time.</summary>
    public const string CoStop = "vcpu.costop_fraction";

    /// <summary>Share of pCPU time not idle.</summary>
    public const string Utilisation = "host.pcpu_utilisation";

    /// <summary>All metrics that do not belong to one request kind.</summary>
    public static ImmutableArray<MetricDefinition> All { get; } =
    [
        new(Ready, "fraction", "time ready without a pCPU over elapsed time, mean over vCPUs", "esxtop %RDY / vCPUs; libvirt vcpu.N.delay; run_delay of /proc/PID/schedstat; Prometheus node_schedstat_waiting_seconds_total"),
        new("vcpu.throttled_fraction", "fraction", "part of the ready time in which the quota of the vCPU's cgroup or the limit of its VM or pool was used up, over elapsed time, mean over vCPUs",
            "throttled_usec of cpu.stat; esxtop %MLMTD"),
        new("vcpu.ready_second_p50", "fraction", "ready time of a VM in one second over the second, mean over its vCPUs: median over VMs and seconds; not given for less than a second", "median of %steal in the guest's mpstat 1; of esxtop %RDY / vCPUs at an interval of 1 s"),
        new("vcpu.ready_second_p95", "fraction", "95th percentile of the same", "the same"),
        new("vcpu.ready_second_p99", "fraction", "99th percentile of the same", "the same"),
        new(CoStop, "fraction", "time held back by the co-scheduler over elapsed time, mean over vCPUs", "esxtop %CSTP / vCPUs"),
        new("vcpu.run_fraction", "fraction", "time on a pCPU over elapsed time, mean over vCPUs, polling included", "esxtop %RUN; libvirt vcpu.N.time; Prometheus node_cpu_guest_seconds_total"),
        new("vcpu.used_fraction", "fraction", "run time less overlap, of what ran beside a busy thread of the core 62.5 %, times actual over sustained clock, over elapsed time, mean over vCPUs", "esxtop %USED - %SYS, / vCPUs; vCenter cpu.usage"),
        new("vcpu.overlap_fraction", "fraction",
            "part of the run time that handlers of devices' interrupts for other VMs took, over elapsed time, mean over vCPUs; 0 under KVM, where interrupts take no time of their own", "esxtop %OVRLP / vCPUs"),
        new("vcpu.wait_fraction", "fraction", "time blocked, in the guest's halt or for a swap-in, over elapsed time, mean over vCPUs", "esxtop %WAIT / vCPUs; halt_wait_ns of kvm_stat"),
        new("vcpu.swap_wait_fraction", "fraction",
            "part of it waiting for the hypervisor to swap a page in, over elapsed time, mean over vCPUs; 0 under KVM, where the guest runs another task meanwhile", "esxtop %SWPWT, %LAT_M and %WAIT - %IDLE, / vCPUs"),
        new("vcpu.contention_fraction", "fraction",
            "ready time that no limit caused, co-stop, 37.5 % of what ran beside a busy thread of the core and what a clock below the sustained one took from the rest, over elapsed time, mean over vCPUs", "esxtop %LAT_C / vCPUs"),
        new("vm.system_fraction", "fraction", "time used by a VM's storage and network threads, 62.5 % beside a busy thread, and by interrupt handlers for them while others or nobody ran, over elapsed time, mean over VMs",
            "esxtop %SYS; %CPU of iothread and vhost"),
        new("vcpu.poll_fraction", "fraction", "part of the run time spent halt polling", "kvm halt_poll_*_ns"),
        new("vcpu.guest_poll_fraction", "fraction", "part of the run time that guests polled in their idle loop (cpuidle-haltpoll) over elapsed time, mean over vCPUs; the host takes it for work", "guest: cpuidle state0/time of haltpoll"),
        new("vcpu.spin_fraction", "fraction", "time burnt in guest spin loops and their exits over elapsed time, mean over vCPUs", "guest: perf top, native_queued_spin_lock_slowpath"),
        new("vcpu.efficiency", "fraction", "guest work done, as CPU time on bare metal, over run time outside polling, the host's and the guest's: what a vCPU second is worth", "none"),
        new(Utilisation, "fraction", "pCPU time not idle over elapsed time", "esxtop PCPU UTIL; 100 - %idle of mpstat"),
        new("host.interrupt_fraction", "fraction", "pCPU time in handlers of drives' interrupts over elapsed time; under KVM where its disks have them", "mpstat %irq and %soft") { IsOptional = true },
        new("host.forced_idle_fraction", "fraction",
            "pCPU time idle although a world waited in the queue of the pCPU (ESXi: of its node), because the other thread of the core ran another VM, over pCPU time",
            "core_sched.force_idle_usec of cpu.stat; core_forceidle_sum of /proc/PID/sched"),
        new("host.core_active_fraction", "fraction", "core time with a thread busy over elapsed time", "esxtop CORE UTIL; turbostat C0 of a core"),
        new("host.core_deep_idle_fraction", "fraction", "core time in the deepest idle state over elapsed time", "turbostat CPU%c6"),
        new("host.active_clock", "Hz", "clock of active cores, mean over their active time", "turbostat Bzy_MHz; esxtop %A/MPERF"),
        new("host.power", "W", "power of the host at the wall, mean", "ipmitool dcmi power reading; esxtop power usage; turbostat PkgWatt is the processors' part"),
        new("vcpu.dispatch_rate", "1/s", "times a vCPU was put on a pCPU, all vCPUs", "esxtop CMTX/s; sched_switch to a vCPU thread"),
        new("vcpu.wake_rate", "1/s", "times a blocked vCPU woke, all vCPUs", "esxtop WAKE/s; sched_wakeup of a vCPU thread"),
        new("vcpu.migration_rate", "1/s", "times a vCPU was put on another pCPU than the one it ran on last, all vCPUs", "se.nr_migrations of /proc/PID/sched"),
        new("vcpu.exit_rate", "1/s", "times a vCPU left its guest, all reasons below, all vCPUs", "kvm_stat exits; perf kvm stat, total samples"),
        new("vcpu.timer_exit_rate", "1/s", "those that programmed the guest's timer or were its expiry", "perf kvm stat: MSR_WRITE of TSC_DEADLINE, PREEMPTION_TIMER"),
        new("vcpu.halt_exit_rate", "1/s", "those in which the guest halted, polled for by the host or not", "kvm_stat halt_exits; perf kvm stat: HLT"),
        new("vcpu.doorbell_exit_rate", "1/s", "those that told a device of new requests", "kvm_stat: ioeventfd; perf kvm stat: EPT_MISCONFIG or IO_INSTRUCTION"),
        new("vcpu.ipi_exit_rate", "1/s", "those that sent inter-processor interrupts, one for a paravirtual broadcast", "perf kvm stat: MSR_WRITE of the x2APIC ICR; kvm_stat hypercalls"),
        new("vcpu.interrupt_exit_rate", "1/s", "those that interrupts took: not posted ones (kick of a running vCPU, end of interrupt), and under KVM a drive's that came to a running vCPU's pCPU", "perf kvm stat: EXTERNAL_INTERRUPT, EOI_INDUCED"),
        new("vcpu.fault_exit_rate", "1/s", "those on memory that the host had reclaimed", "perf kvm stat: EPT_VIOLATION; kvm_stat pf_taken"),
        new("vcpu.user_exit_rate", "1/s", "those that QEMU handled, expected for the guest work done", "kvm_stat: exits to user space"),
        new("vcpu.other_exit_rate", "1/s", "housekeeping, expected for the guest work done (exitRate)", "perf kvm stat: CPUID, MSR_READ, EXTERNAL_INTERRUPT and others"),
        new("vcpu.pause_exit_rate", "1/s", "exits out of guest spin loops, all vCPUs", "perf kvm stat: PAUSE_INSTRUCTION"),
        new("vcpu.directed_yield_rate", "1/s", "those after which a sibling without a pCPU was helped", "kvm_stat directed_yield_successful"),
        new("vcpu.ipi_rate", "1/s", "inter-processor interrupts between vCPUs of a VM, all VMs", "guest: /proc/interrupts RES, CAL and TLB"),
        new("disk.iops", "1/s", "guest disk requests done", "esxtop Commands/sec; domstats block.*.reqs"),
        new("disk.latency_mean", "ns", "guest system call to woken task", "esxtop GAVG and guest kernel"),
        new("disk.latency_p99", "ns", "99th percentile of the same", "guest fio clat"),
        new("disk.outstanding", "1", "guest disk requests in flight, mean", "avgqu-sz"),
        new("disk.host_cpu", "ns", "run time of all storage threads of the host, with the handlers of drives' interrupts under KVM, over guest disk requests done, polling included", "%CPU of iothreads and reactors, or of vSCSI worlds, over IOPS"),
        new("cache.hit_fraction", "fraction", "reads of which a cache on a solid-state drive held all, over those that say where they fall; with such a cache", "esxcli storage vflash cache stats; bcache cache_hit_ratio; lvs cache_read_hits") { IsOptional = true },
        new("disk.refused", "1/s", "requests that the device refused because its queue was full; with whenFull: refuse", "vmkernel.log D:0x28") { IsOptional = true },
        new("storage_thread.busy_max", "fraction", "run time of the busiest storage thread", "iothread %CPU"),
        new("network.transmit", "bit/s", "payload sent to the wire, without headers and gaps", "esxtop MBits Transmitted/sec"),
        new("network.dropped", "1", "frames dropped because a receive ring was full", "rx_out_of_buffer"),
        new("numa.moves", "1", "NUMA clients moved to another home node by the balance between nodes; 0 under KVM, whose NUMA balancing moves single vCPUs that no node is home to", "esxtop NMIG"),
        new("numa.locality", "fraction", "part of the memory on the home node over time, mean over NUMA clients (ESXi); on the node where a vCPU runs over its run time, mean over VMs that ran (KVM)", "esxtop N%L; numastat -p"),
        new("memory.latency", "ns", "idle load-to-use latency on the home node, mean over VMs", "Intel MLC in a VM"),
        new("memory.shortage", "B", "memory missing before reclaim", "none"),
        new("memory.ballooned", "B", "memory taken by balloons", "esxtop MCTLSZ"),
        new("memory.swapped", "B", "memory swapped by the host", "esxtop SWCUR; host swap used"),
        new("memory.faults", "1/s", "page faults on reclaimed memory", "esxtop SWR/s; pgmajfault"),
    ];

    /// <summary>Names of all metrics of a host whose VMs serve these kinds of requests.</summary>
    /// <param name="kinds">Request kinds.</param>
    public static IEnumerable<string> NamesFor(IEnumerable<string> kinds) =>
        All.Select(metric => metric.Name).Concat(
            kinds.Distinct(StringComparer.Ordinal).SelectMany(kind => PerRequestKind.Select(metric => metric.Name.Replace("KIND", kind, StringComparison.Ordinal))));

    /// <summary>Whether more of a metric is better, as of work done; of times and shares lost less is.</summary>
    /// <param name="metric">The metric.</param>
    public static bool IsMoreBetter(string metric) =>
        metric is "disk.iops" or "network.transmit" or "vcpu.efficiency" || metric.EndsWith(".throughput", StringComparison.Ordinal);

    /// <summary>Metrics of each request kind; <c>KIND</c> stands for its name.</summary>
    public static ImmutableArray<MetricDefinition> PerRequestKind { get; } =
    [
        new("request.KIND.throughput", "1/s", "requests answered, all VMs of the kind", "access log, lines a second"),
        new("request.KIND.in_flight", "1", "requests issued and not answered, mean", "none"),
        new("request.KIND.error_fraction", "fraction", "answered requests that took longer than the time-out", "client time-outs"),
        new("request.KIND.response_mean", "ns", "issue to answer at the client", "load generator"),
        new("request.KIND.response_p50", "ns", "median of the same", "load generator"),
        new("request.KIND.response_p95", "ns", "95th percentile of the same", "load generator"),
        new("request.KIND.response_p99", "ns", "99th percentile of the same", "load generator"),
    ];
}
