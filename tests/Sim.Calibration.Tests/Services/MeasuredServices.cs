using Sim.Calibration.Services;
using Sim.Calibration.Traces;
using Sim.Testing;

namespace Sim.Calibration.Tests.Services;

/// <summary>The service measurements that come with the project.</summary>
internal static class MeasuredServices
{
    public static string Folder => Path.Combine(Repository.Root, "scenarios", "measured-host", "apps");

    public static ServiceDirectory Directory { get; } = Assert.Single(ServiceCaseReader.Read(TraceScan.Files([Folder])));

    public static ServiceCase Case(string name) => Directory.Schedule.Cases.Single(one => one.Name == name);
}
