using System.CommandLine;
using Sim.Cli.Output;
using Sim.Reporting;

namespace Sim.Cli.Commands;

/// <summary>The options of every verb with results: how they are printed and where they are kept.</summary>
internal sealed class ResultOptions
{
    private readonly Option<OutputFormat> _format = FormatOption.Create();

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Directory to write results.json, and the report where there is one.", HelpName = "directory",
    };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="written">What goes into the output directory, where it is not what most verbs write.</param>
    public ResultOptions(Command command, string? written = null)
    {
        if (written is not null) _output.Description = written;
        command.Options.Add(_format);
        command.Options.Add(_output);
    }

    /// <summary>How results are printed.</summary>
    public OutputFormat Format(ParseResult parsed) => parsed.GetValue(_format);

    /// <summary>Refuses a directory that cannot take results, before time is spent on them.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="otherwise">Where results go when nothing was said; null for nowhere.</param>
    /// <returns>Where results go; null for nowhere.</returns>
    /// <exception cref="ReportDirectoryException">The directory holds somebody else's files, or cannot be written to.</exception>
    public string? CheckedOutput(ParseResult parsed, string? otherwise = null)
    {
        var directory = parsed.GetValue(_output) ?? otherwise;
        if (directory is not null) ReportWriter.Check(directory);
        return directory;
    }
}
