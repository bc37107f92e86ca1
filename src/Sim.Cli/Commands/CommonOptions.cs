using System.CommandLine;
using Sim.Cli.Output;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;

namespace Sim.Cli.Commands;

/// <summary>The options that every verb with a simulation behind it takes.</summary>
internal sealed class CommonOptions
{
    private readonly Option<OutputFormat> _format = new("--format")
    {
        Description = "How results are printed: table, json or csv.", DefaultValueFactory = _ => OutputFormat.Table,
    };

    private readonly Option<string?> _output = new("--output", "-o") { Description = "Directory to write results.json, and the report where there is one." };

    private readonly Option<long?> _seed = new("--seed") { Description = "Seed of all chance, instead of the file's." };

    private readonly Option<int> _threads = new("--threads")
    {
        Description = "Replications simulated at one time; results do not depend on it.", DefaultValueFactory = _ => Environment.ProcessorCount,
    };

    /// <summary>Adds the options to a command.</summary>
    public CommonOptions(Command command)
    {
        _threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--threads: at least 1");
        });
        _seed.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() < 0) result.AddError("--seed: 0 or more");
        });
        command.Options.Add(_format);
        command.Options.Add(_output);
        command.Options.Add(_seed);
        command.Options.Add(_threads);
    }

    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_format);

    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    public ReplicationRunner Runner(ParseResult parsed) => new(parsed.GetValue(_threads));

    public MeasurementSpec Seeded(ParseResult parsed, MeasurementSpec measurement) =>
        parsed.GetValue(_seed) is { } seed ? measurement with { Seed = seed } : measurement;
}
