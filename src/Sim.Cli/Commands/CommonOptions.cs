using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;

namespace Sim.Cli.Commands;

/// <summary>The options that every verb with a simulation behind it takes.</summary>
internal sealed class CommonOptions
{
    /// <summary>More than any machine has; a larger number is a slip.</summary>
    private const int MostThreads = 4096;

    private readonly ResultOptions _results;

    private readonly Option<long?> _seed = new("--seed")
    {
        Description = "Seed of all chance, instead of the file's.",
        HelpName = "number",
        CustomParser = result => Whole(result, "--seed", least: 0),
    };

    private readonly Option<int?> _threads = new("--threads")
    {
        Description = "Replications simulated at one time (all processors); results do not depend on it.",
        HelpName = "number",
        CustomParser = result => (int?)Whole(result, "--threads", least: 1, most: MostThreads),
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasThreads">Whether it simulates replications side by side.</param>
    /// <param name="written">What goes into the output directory, where it is not what most verbs write.</param>
    public CommonOptions(Command command, bool hasThreads = true, string? written = null)
    {
        _results = new ResultOptions(command, written);
        command.Options.Add(_seed);
        if (hasThreads) command.Options.Add(_threads);
    }

    /// <inheritdoc cref="ResultOptions.Format" />
    public OutputFormat Format(ParseResult parsed) => _results.Format(parsed);

    /// <inheritdoc cref="ResultOptions.CheckedOutput" />
    public string? CheckedOutput(ParseResult parsed, string? otherwise = null) => _results.CheckedOutput(parsed, otherwise);

    public ReplicationRunner Runner(ParseResult parsed) => new(parsed.GetValue(_threads) ?? Environment.ProcessorCount);

    /// <summary>The seed of the command line; null for the file's.</summary>
    public long? Seed(ParseResult parsed) => parsed.GetValue(_seed);

    public MeasurementSpec Seeded(ParseResult parsed, MeasurementSpec measurement) =>
        parsed.GetValue(_seed) is { } seed ? measurement with { Seed = seed } : measurement;

    private static long? Whole(ArgumentResult result, string option, long least, long most = long.MaxValue)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        var range = most == long.MaxValue ? FormattableString.Invariant($"{least} or more") : FormattableString.Invariant($"{least} to {most}");
        result.AddError($"{option}: '{text}' is not a number this option takes; allowed: a whole number, {range}");
        return null;
    }
}
