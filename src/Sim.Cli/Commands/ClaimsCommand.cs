using System.Collections.Immutable;
using System.CommandLine;
using Sim.Cli.Output;
using Sim.Cli.Reports;
using Sim.Experiments.Manifests;
using Sim.Planning.Claims;
using Sim.Reporting;
using Sim.Scenarios.Binding;

namespace Sim.Cli.Commands;

/// <summary><c>hvsim claims</c>: puts somebody's figures beside our predictions and says which hold.</summary>
internal static class ClaimsCommand
{
    public const string Example = "hvsim claims scenarios/article-r750/claims.yaml -o out/article-r750";

    public static Verb Create()
    {
        var file = new Argument<string>("claims") { Description = "Claims file (*.yaml): figures, and the scenario and metric that test each." };
        var command = new Verb("claims",
            "Simulates what a collection of claims is about and says of each: holds, does not hold, or not established.", Example) { file };
        var common = new CommonOptions(command);
        command.SetAction((parsed, cancellation) => TestAsync(parsed.GetRequiredValue(file), common, parsed, cancellation));
        return command;
    }

    private static async Task<int> TestAsync(string path, CommonOptions common, ParseResult parsed, CancellationToken cancellation)
    {
        var directory = common.CheckedOutput(parsed);
        var command = $"hvsim claims {ShellWord.Of(path)}" + (common.Seed(parsed) is { } seeded ? FormattableString.Invariant($" --seed {seeded}") : "");
        var claims = RecordBinder.Read<ClaimFile>(path).Value;
        var files = new SortedSet<string>(StringComparer.Ordinal);
        var seed = 0L;
        var test = new ClaimTest(claims, path, name =>
        {
            var scenario = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
            var (read, named) = ScenarioFiles.Read(scenario, underBoth: true, fixedReplications: true);
            foreach (var one in named) files.Add(one);
            var measurement = common.Seeded(parsed, read.Value.Measurement);
            seed = measurement.Seed;
            return read.Value with { Measurement = measurement };
        });
        var findings = await Screen.WithProgressAsync(
            "testing claims", progress => test.RunAsync(common.Runner(parsed), $"{command} --threads 1", progress, cancellation)).ConfigureAwait(false);

        var document = new ResultDocument
        {
            Version = ToolVersion.Text,
            Verb = "claims",
            Name = claims.Name,
            Seed = seed,
            IsComplete = true,
            Fingerprint = test.Fingerprint,
            Files = [InputFile.Of(path), .. files.Select(InputFile.Of)],
            Answer = findings.Select(finding => new
            {
                finding.Claim.Id, finding.Claim.Subject, finding.Claim.Unit, ClaimedKvm = finding.Claim.Kvm, ClaimedVmware = finding.Claim.Vmware,
                PredictedKvm = finding.Kvm, PredictedEsxi = finding.Esxi, finding.Verdict, finding.Claim.Open,
            }),
            Metrics = [.. findings.SelectMany(ClaimsReport.Rows)],
        };
        if (directory is not null) ReportWriter.Write(directory, ClaimsReport.Html(claims, findings, document, command));
        Emission.Emit(document, directory, common.Format(parsed), () => Screen.Draw(ClaimsReport.Table(claims, findings, ranges: false)));
        return ExitCodes.Good;
    }
}
