using Sim.Core.Time;

namespace Sim.Models.Hypervisor;

/// <content>The accounts of pCPUs and worlds.</content>
public sealed partial class CpuDispatcher
{
    private SimTime _accountedFrom;

    /// <summary>Picoseconds that pCPUs were not idle since the accounts were reset, summed over pCPUs.</summary>
    public long BusyTime()
    {
        var sum = 0L;
        for (var i = 0; i < _pcpus.Length; i++) sum += BusyTime(i);
        return sum;
    }

    /// <summary>Picoseconds that one pCPU was not idle since the accounts were reset.</summary>
    /// <param name="pcpu">The pCPU.</param>
    public long BusyTime(int pcpu)
    {
        var cpu = _pcpus[pcpu];
        return cpu.BusyTime + (cpu.Mode == PcpuMode.Idle ? 0 : (Now - cpu.BusySince).Picoseconds);
    }

    /// <summary>What a pCPU is doing, for those who look on.</summary>
    internal Pcpu PcpuAt(int index) => _pcpus[index];

    /// <summary>How long a pCPU has been idle; zero while it is not.</summary>
    /// <param name="pcpu">The pCPU.</param>
    public SimDuration IdleFor(int pcpu) => _pcpus[pcpu].Mode == PcpuMode.Idle ? Now - _pcpus[pcpu].IdleSince : SimDuration.Zero;

    /// <summary>Time since the accounts were reset.</summary>
    public SimDuration Accounted => Now - _accountedFrom;

    /// <summary>Clears all accounts: the end of the warm-up.</summary>
    public void ResetAccounts()
    {
        for (var i = 0; i < _pcpus.Length; i++)
        {
            Charge(i);
            _clocks?.OnReset(i, BusyTime(i));
            _pcpus[i].BusyTime = 0;
            _pcpus[i].BusySince = Now;
        }

        _handlerTime = 0;
        Cores.ResetAccounts(Now);
        Sharing?.ResetAccounts();
        foreach (var world in _worlds) world.ResetAccounts(Now);
        _accountedFrom = Now;
    }

    /// <summary>Brings every account up to now and checks that each adds up exactly.</summary>
    public void CheckAccounts()
    {
        for (var i = 0; i < _pcpus.Length; i++) Charge(i);
        Cores.CheckAccounts(Now);
        foreach (var world in _worlds) world.CheckAccounts(Now);
    }
}
