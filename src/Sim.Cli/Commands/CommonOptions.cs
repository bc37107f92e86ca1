using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sim.Cli.Output;
using Sim.Experiments.Running;
using Sim.Models.Scenarios;
using Sim.Reporting;

namespace Sim.Cli.Commands;

/// <summary>The options that every verb with a simulation behind it takes.</summary>
internal sealed class CommonOptions
{
    /// <summary>More than any machine has; a larger number is a slip.</summary>
    private const int MostThreads = 4096;

    private readonly Option<OutputFormat> _format = FormatOption.Create();

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Directory to write results.json, and the report where there is one.", HelpName = "directory",
    };

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
    public CommonOptions(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_output);
        command.Options.Add(_seed);
        command.Options.Add(_threads);
    }

    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_format);

    public string? Output(ParseResult parsed) => parsed.GetValue(_output);

    /// <summary>Refuses a directory that holds somebody else's files, before time is spent on a simulation.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">Where results go when nothing was said; null for nowhere.</param>
    /// <returns>Where results go; null for nowhere.</returns>
    /// <exception cref="ReportDirectoryException">The directory cannot take results.</exception>
    public string? CheckedOutput(ParseResult parsed, string? otherwise = null)
    {
        var directory = Output(parsed) ?? otherwise;
        if (directory is not null) ReportWriter.Check(directory);
        return directory;
    }

    public ReplicationRunner Runner(ParseResult parsed) => new(parsed.GetValue(_threads) ?? Environment.ProcessorCount);

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
