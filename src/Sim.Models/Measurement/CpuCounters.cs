using System.Collections.Immutable;

namespace Sim.Models.Measurement;

/// <summary>Where each CPU metric is found on a real host. Page: docs/metrics.md.</summary>
/// <remarks>
/// Sources: cpu-and-memory 2.5, 2.9 (esxtop); libvirt docs/manpages/virsh.rst, domstats, and src/qemu/qemu_driver.c, qemuGetSchedInfo (vcpu.N.wait is wait_sum: time in
/// the run queue); Linux Documentation/scheduler/sched-stats.rst, Documentation/admin-guide/cgroup-v2.rst, virt/kvm/kvm_main.c; names that node exporter and the libvirt exporters publish.
/// </remarks>
public static class CpuCounters
{
    private const string Queue = "/proc/PID/task/TID/schedstat, second number; wait_sum of /proc/PID/task/TID/sched";

    /// <summary>One for each metric of vCPUs, of their VMs' threads, and of the host's cores.</summary>
    public static ImmutableArray<CpuCounter> All { get; } =
    [
        new(MetricCatalog.Ready, "%RDY", "vcpu.N.delay; vcpu.N.wait", Queue, "libvirt_domain_vcpu_delay_seconds_total; a pCPU: node_schedstat_waiting_seconds_total", "World.ReadyTime"),
        new("vcpu.throttled_fraction", "%MLMTD", "", "cpu.stat of the VM's cgroup: throttled_usec, summed over pCPUs where its queue was held", "container_cpu_cfs_throttled_seconds_total (cAdvisor)", "World.ThrottledTime"),
        new("vcpu.ready_second_p50", "%RDY at 1 s", "differences of vcpu.N.delay each second", Queue, "rate of libvirt_domain_vcpu_delay_seconds_total; guest: rate of node_cpu_seconds_total, mode steal", "World.ReadyTime"),
        new("vcpu.ready_second_p95", "%RDY at 1 s", "differences of vcpu.N.delay each second", Queue, "the same", "World.ReadyTime"),
        new("vcpu.ready_second_p99", "%RDY at 1 s", "differences of vcpu.N.delay each second", Queue, "the same", "World.ReadyTime"),
        new(MetricCatalog.CoStop, "%CSTP", "", "", "", "World.CoStopTime"),
        new("vcpu.run_fraction", "%RUN", "vcpu.N.time", "/proc/PID/task/TID/schedstat, first number", "libvirt_domain_vcpu_time_seconds_total; a pCPU: node_schedstat_running_seconds_total", "World.RunTime"),
        new("vcpu.used_fraction", "%USED less %SYS", "", "", "", "EsxtopCounters.Used"),
        new("vcpu.overlap_fraction", "%OVRLP", "", "", "", "World.OverlapTime"),
        new("vcpu.swap_wait_fraction", "%SWPWT, %LAT_M, %VMWAIT", "", "", "", "World.SwapWaitTime"),
        new("vcpu.wait_fraction", "%WAIT", "", "kvm_stat: halt_wait_ns; sum_sleep_runtime of /proc/PID/task/TID/sched", "", "World.BlockedTime"),
        new("vcpu.contention_fraction", "%LAT_C", "", "", "", "EsxtopCounters.Contention"),
        new("vm.system_fraction", "%SYS of the VM", "cpu.time less the sum of vcpu.N.time", "schedstat of the iothread's and vhost's threads, first number",
            "libvirt_domain_info_cpu_time_seconds_total less libvirt_domain_vcpu_time_seconds_total", "EsxtopCounters.System"),
        new("vcpu.poll_fraction", "", "cpu.haltpoll.success.time and cpu.haltpoll.fail.time", "kvm_stat: halt_poll_success_ns and halt_poll_fail_ns", "", "World.PollTime"),
        new("vcpu.guest_poll_fraction", "", "", "guest: /sys/devices/system/cpu/cpuN/cpuidle/state0/time", "", "World.GuestPollTime"),
        new("vcpu.spin_fraction", "", "", "guest: perf top, native_queued_spin_lock_slowpath", "", "World.SpinTime"),
        new("vcpu.efficiency", "", "", "", "", "VirtualMachine.NominalWork"),
        new(MetricCatalog.Utilisation, "PCPU UTIL", "", "/proc/stat: all but idle and iowait", "node_cpu_seconds_total, modes other than idle and iowait", "CpuDispatcher.BusyTime"),
        new("host.interrupt_fraction", "", "", "/proc/stat: irq and softirq, with IRQ time accounting", "node_cpu_seconds_total, modes irq and softirq", "CpuDispatcher.HandlerTime"),
        new("host.forced_idle_fraction", "", "", "cpu.stat: core_sched.force_idle_usec; core_forceidle_sum of /proc/PID/sched", "", "CpuDispatcher.HeldIdleTime"),
        new("host.core_active_fraction", "CORE UTIL", "", "turbostat C0 of a core", "", "CoreStates.ActiveTime"),
        new("host.core_deep_idle_fraction", "%C-states on the power screen", "", "turbostat CPU%c6", "", "CoreStates.IdleTime"),
        new("host.active_clock", "%A/MPERF on the power screen", "", "turbostat Bzy_MHz", "node_cpu_scaling_frequency_hertz, which counts idle cores as well", "CoreStates.ActiveTime"),
        new("host.power", "power usage on the power screen", "", "ipmitool dcmi power reading", "node_hwmon_power_average_watt", "CoreStates.ActiveTime"),
        new("vcpu.dispatch_rate", "SWTCH/s of the PCPU", "", "/proc/PID/task/TID/schedstat, third number", "node_schedstat_timeslices_total", "World.Dispatches"),
        new("vcpu.wake_rate", "WAKE/s", "", "tracepoint sched:sched_wakeup of the vCPU's thread", "", "World.Wakes"),
        new("vcpu.migration_rate", "", "", "se.nr_migrations of /proc/PID/task/TID/sched", "", "World.Migrations"),
        new("vcpu.exit_rate", "", "", "kvm_stat: exits", "", "VirtualMachine.ExitsFor"),
        new("vcpu.timer_exit_rate", "", "", "perf kvm stat: MSR_WRITE, PREEMPTION_TIMER", "", "VirtualMachine.ExitsFor"),
        new("vcpu.halt_exit_rate", "", "", "kvm_stat: halt_exits", "", "VirtualMachine.ExitsFor"),
        new("vcpu.doorbell_exit_rate", "", "", "perf kvm stat: EPT_MISCONFIG, IO_INSTRUCTION", "", "VirtualMachine.ExitsFor"),
        new("vcpu.ipi_exit_rate", "", "", "perf kvm stat: MSR_WRITE; kvm_stat: hypercalls", "", "VirtualMachine.ExitsFor"),
        new("vcpu.interrupt_exit_rate", "", "", "perf kvm stat: EXTERNAL_INTERRUPT, EOI_INDUCED", "", "VirtualMachine.ExitsFor"),
        new("vcpu.fault_exit_rate", "", "", "perf kvm stat: EPT_VIOLATION", "", "VirtualMachine.ExitsFor"),
        new("vcpu.user_exit_rate", "", "", "kvm_stat: exits to user space", "", "VirtualMachine.ExitsFor"),
        new("vcpu.other_exit_rate", "", "", "perf kvm stat: CPUID, MSR_READ", "", "VirtualMachine.ExitsFor"),
        new("vcpu.pause_exit_rate", "", "", "perf kvm stat: PAUSE_INSTRUCTION", "", "SpinLoops.PauseExits"),
        new("vcpu.directed_yield_rate", "", "", "kvm_stat: directed_yield_successful", "", "SpinLoops.Yields"),
        new("vcpu.ipi_rate", "", "", "guest: /proc/interrupts, RES, CAL and TLB", "guest: node_interrupts_total", "SpinLoops.Ipis"),
        new("storage_thread.busy_max", "%USED of the storage world", "", "/proc/PID/task/TID/schedstat of the iothread, first number", "", "World.RunTime"),
    ];
}
