using System.Collections.Immutable;
using Sim.Models.Scenarios;
using Sim.Scenarios.Binding;

namespace Sim.Planning.Sweeps;

/// <summary>A study with what was read for it.</summary>
/// <typeparam name="TSpec">What kind of study.</typeparam>
/// <param name="Spec">The study; its host with what a calibration profile measured.</param>
/// <param name="Defaults">Parameters taken from defaults.</param>
/// <param name="Files">Files read.</param>
public sealed record StudyInputs<TSpec>(TSpec Spec, ImmutableArray<DefaultUsed> Defaults, ImmutableArray<string> Files)
    where TSpec : class
{
    /// <summary>Reads a study, following <c>extends:</c> and the profile of its host.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="check">Checks across fields.</param>
    /// <param name="hostOf">The host of a study.</param>
    /// <param name="calibrated">Replaces parameters of a study by those of the profile, whose path it is given.</param>
    /// <exception cref="Sim.Scenarios.Input.InputException">Anything is wrong; carries every finding.</exception>
    internal static StudyInputs<TSpec> Read(string path, Action<TSpec, FindingReporter> check, Func<TSpec, HostSpec> hostOf, Func<TSpec, string, TSpec> calibrated)
    {
        string? profile = null;
        var read = RecordBinder.Read<TSpec>(path, (study, report) =>
        {
            check(study, report);
            if (hostOf(study).Profile is not { Length: > 0 } named) return;
            profile = report.Beside("host.profile", named);
        });
        return profile is null
            ? new StudyInputs<TSpec>(read.Value, read.Defaults, read.Files)
            : new StudyInputs<TSpec>(calibrated(read.Value, profile), read.Defaults, read.Files.Add(profile));
    }
}
