using Sim.Calibration.Profiles;
using Sim.Models.Scenarios;
using Sim.Scenarios;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary>Reads a scenario with the calibration profile it names.</summary>
internal static class ScenarioFiles
{
    /// <summary>Reads a scenario and puts what a profile measured in place of its drive parameters.</summary>
    /// <param name="path">The scenario file.</param>
    /// <param name="underBoth">Whether it is run under both hypervisors, whichever it names.</param>
    /// <param name="fixedReplications">Whether the verb simulates a fixed number of replications, so that a precision would be ignored.</param>
    /// <exception cref="InputException">Anything is wrong in either file.</exception>
    public static (BoundDocument<Scenario> Scenario, string[] Files) Read(string path, bool underBoth = false, bool fixedReplications = false) =>
        WithProfile(ScenarioReader.Read(path, underBoth, fixedReplications));

    /// <summary>The same for copies of all files in one folder.</summary>
    /// <exception cref="InputException">Anything is wrong in either file.</exception>
    public static (BoundDocument<Scenario> Scenario, string[] Files) ReadCopies(string path) => WithProfile(ScenarioReader.Read(path, areCopies: true));

    private static (BoundDocument<Scenario> Scenario, string[] Files) WithProfile(BoundDocument<Scenario> read)
    {
        var profile = read.Value.Host.Profile;
        if (profile.Length == 0) return (read, [.. read.Files]);
        var (host, hypervisor) = Calibrated((read.Value.Host, read.Value.Hypervisor), profile);
        return (read with { Value = read.Value with { Host = host, Hypervisor = hypervisor } }, [.. read.Files, profile]);
    }

    /// <summary>A host and its hypervisor with what a profile measured.</summary>
    public static (HostSpec Host, HypervisorSpec Hypervisor) Calibrated((HostSpec Host, HypervisorSpec Hypervisor) given, string profile)
    {
        var measured = ProfileReader.Read(profile);
        return (ProfileToHost.Apply(measured, given.Host), ProfileToHost.Apply(measured, given.Hypervisor));
    }
}
