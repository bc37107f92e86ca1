using System.Collections.Immutable;
using Sim.Calibration.Cpu;
using Sim.Calibration.Profiles;
using Sim.Core.Time;
using Sim.Models.Parameters;

namespace Sim.Calibration.Services;

/// <summary>Writes what services ask for into a profile and reads it back.</summary>
public static class ServiceProfile
{
    private const string FioWake = ParameterCatalog.CpuPerWake;

    /// <summary>The machine as a profile knows it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="assumed">What it lacks, with the defaults that stand in.</param>
    public static ServiceMachine MachineOf(Profile profile, out ImmutableArray<string> assumed)
    {
        var cpu = CpuProfile.MachineOf(profile, out assumed);
        if (profile.ValueOf(ServiceMachine.RefillName) is { } refill) return new ServiceMachine(cpu, SimDuration.FromNanoseconds(refill));
        if (profile.ValueOf(FioWake) is { } wake) return new ServiceMachine(cpu, SimDuration.FromNanoseconds(wake));
        assumed = assumed.Add($"{ServiceMachine.RefillName} = {ServiceMachine.AssumedRefill}");
        return new ServiceMachine(cpu, ServiceMachine.AssumedRefill);
    }

    /// <summary>The profile with what service measurements brought.</summary>
    /// <param name="profile">What else was learned or known.</param>
    /// <param name="directories">The measurements.</param>
    public static Profile AddedTo(Profile profile, ImmutableArray<ServiceDirectory> directories)
    {
        var machine = MachineOf(profile, out _);
        var estimates = ServiceEstimator.Estimate(directories, machine);
        var parameters = new List<ProfileParameter>();
        if (profile.ValueOf(ServiceMachine.RefillName) is null) parameters.Add(Refill(profile, machine));
        foreach (var estimate in estimates)
        {
            parameters.AddRange(estimate.Values.Select(value =>
            {
                var entry = ParameterCatalog.Find($"{estimate.Program.Key}.{value.Name}")!;
                return new ProfileParameter
                {
                    Name = entry.Name, Value = entry.Text(value.Value.Value), Low = entry.Text(value.Value.Low), High = entry.Text(value.Value.High),
                    Estimator = "balance of the one-client case without neighbours, run by run", Samples = estimate.Runs, From = [.. estimate.Sources.Select(file => file.Path)],
                };
            }));
        }

        var missing = directories.SelectMany(directory => directory.Schedule.Cases).SelectMany(one => one.Services).Select(load => load.Service).Distinct()
            .Where(service => estimates.All(estimate => estimate.Program.Service != service))
            .Select(service => new ProfileNote
            {
                About = $"{ServiceProgram.Of(service).Key}.{ServiceEstimator.Demand}", Kind = NoteKind.NotEstablished, Text = "no case with one client and without neighbours shows it",
            });
        return profile with
        {
            Parameters = [.. profile.Parameters.Where(known => parameters.TrueForAll(learned => learned.Name != known.Name)), .. parameters],
            Notes = [.. profile.Notes, .. estimates.SelectMany(estimate => estimate.Notes), .. missing],
            Files = [.. profile.Files, .. directories.Select(directory => new ProfileFile { Name = directory.Source.Path, Sha256 = directory.Source.Sha256 })],
        };
    }

    /// <summary>What a request of a service asks for, or nothing when the profile does not establish it.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="service">The service.</param>
    /// <param name="missing">The first parameter that is missing.</param>
    public static ServiceDemand? DemandOf(Profile profile, string service, out string missing)
    {
        var program = ServiceProgram.Of(service);
        double? Value(string name) => profile.ValueOf($"{program.Key}.{name}");
        missing = "";
        foreach (var name in (string[])[ServiceEstimator.Demand, ServiceEstimator.ClientTime])
        {
            if (Value(name) is not null) continue;
            missing = $"{program.Key}.{name}";
            return null;
        }

        return new ServiceDemand(
            service, Time(Value(ServiceEstimator.Demand)), new DemandLaw(Value(ServiceEstimator.DemandSpread) ?? 0, Value(ServiceEstimator.DemandTail) ?? 0),
            Time(Value(ServiceEstimator.ClientTime)), Time(Value(ServiceEstimator.CommitTime)),
            new DemandLaw(Value(ServiceEstimator.CommitSpread) ?? 0, Value(ServiceEstimator.CommitTail) ?? 0))
        {
            CpuLow = End(parameter => parameter.Low), CpuHigh = End(parameter => parameter.High),
        };

        SimDuration End(Func<ProfileParameter, string> end)
        {
            var name = $"{program.Key}.{ServiceEstimator.Demand}";
            return Time(ParameterCatalog.Find(name)!.Number(end(profile.Parameters.Single(parameter => parameter.Name == name))));
        }
    }

    /// <summary>What became of a list: each of its cases is a measurement.</summary>
    public static FileReport Report(ServiceDirectory directory) =>
        new(directory.Source.Path, directory.Source.Sha256, directory.Source.Content.AsSpan().Count((byte)'\n'), directory.Schedule.Cases.Length, []);

    private static SimDuration Time(double? nanoseconds) => SimDuration.FromNanoseconds(nanoseconds ?? 0);

    private static ProfileParameter Refill(Profile profile, ServiceMachine machine)
    {
        var entry = ParameterCatalog.Find(ServiceMachine.RefillName)!;
        var fio = profile.Parameters.FirstOrDefault(parameter => parameter.Name == FioWake);
        var value = entry.Text(machine.Refill.Nanoseconds);
        return new ProfileParameter
        {
            Name = entry.Name, Value = value, Low = fio?.Low ?? value, High = fio?.High ?? value,
            Certainty = fio is null ? Certainty.Assumed : Certainty.Measured,
            Estimator = fio is null ? "assumed: a sleep and wake-up of fio's thread on the project's own machine" : $"{FioWake} of the same machine",
            Samples = fio?.Samples ?? 0, From = fio?.From ?? [],
        };
    }
}
