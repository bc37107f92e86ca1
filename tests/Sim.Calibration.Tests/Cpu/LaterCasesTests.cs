using Sim.Calibration.Cpu;
using Sim.Calibration.Profiles;
using Sim.Calibration.Validation;
using Sim.Testing;

namespace Sim.Calibration.Tests.Cpu;

public sealed class LaterCasesTests
{
    /// <summary>The tables of docs/validation/cpu.md. After a change of the model or of the profile: HVSIM_REWRITE_PAGES=1 and this test alone.</summary>
    [Fact]
    public void Cases_that_were_recorded_after_all_choices_are_predicted_from_the_shipped_profile()
    {
        var machine = CpuProfile.MachineOf(ProfileReader.Read(Path.Combine(Repository.Root, "scenarios", "measured-host", "host.profile.yaml")), out var assumed);
        Assert.Empty(assumed);
        Assert.Empty(DisturbedRuns.Of(Measured.Later));
        var cases = Measured.Later.Schedule.Cases.Zip(Measured.Later.Measured).AsParallel().AsOrdered()
            .Select(pair => (Case: pair.First, Rows: CpuValidation.Judge(Measured.Later.Schedule, pair.First, pair.Second, machine))).ToArray();
        var judged = cases.ToLookup(one => CpuTables.IsOther(one.Case), one => one.Rows);
        GeneratedPart.Check("cpu", "later cases", CpuTables.Cases(cases));
        GeneratedPart.Check("cpu", "later summary", CpuTables.Summary(judged));
    }
}
