using Sim.Calibration.Cpu;
using Sim.Calibration.Traces;
using Sim.Testing;

namespace Sim.Calibration.Tests.Cpu;

/// <summary>The scheduler measurements that come with the project.</summary>
internal static class Measured
{
    public static string Folder => Path.Combine(Repository.Root, "scenarios", "measured-host", "sched");

    public static CpuDirectory Directory { get; } = Assert.Single(CpuCaseReader.Read(TraceScan.Files([Folder])));

    /// <summary>Cases recorded after all choices had been made; nothing is fitted to them.</summary>
    public static CpuDirectory Later { get; } = Assert.Single(CpuCaseReader.Read(TraceScan.Files([Path.Combine(Repository.Root, "scenarios", "measured-host", "sched-later")])));

    public static int IndexOf(string name) => Directory.Schedule.Cases.ToList().FindIndex(one => one.Name == name);
}
