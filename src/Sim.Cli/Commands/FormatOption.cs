using System.CommandLine;
using Sim.Cli.Output;
using Sim.Scenarios.Binding;
using Sim.Scenarios.Input;

namespace Sim.Cli.Commands;

/// <summary>The option <c>--format</c>.</summary>
internal static class FormatOption
{
    private static readonly string[] Words = [.. Enum.GetNames<OutputFormat>().Select(FieldNames.ChoiceOf)];

    public static Option<OutputFormat> Create() => new("--format")
    {
        Description = "How results are printed; a table when not given.",
        HelpName = string.Join('|', Words),
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            var index = Array.IndexOf(Words, word);
            if (index >= 0) return Enum.GetValues<OutputFormat>()[index];
            var nearest = NearestName.Of(word, Words);
            result.AddError($"--format: '{word}' is not a format; allowed: {string.Join(", ", Words)}" + (nearest.Length > 0 ? $"; did you mean '{nearest}'?" : ""));
            return default;
        },
    };
}
