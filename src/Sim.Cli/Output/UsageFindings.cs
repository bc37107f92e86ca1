using System.CommandLine;
using System.CommandLine.Parsing;
using Sim.Scenarios.Input;

namespace Sim.Cli.Output;

/// <summary>What is wrong with a command line, one line a finding, with the nearest right word.</summary>
internal static class UsageFindings
{
    /// <summary>The findings of a command line that does not parse.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = UnknownOptions(parsed).ToList();
        if (unknown.Count > 0) return unknown.Select(word => Text(word, "is not an option of this verb", OptionsOf(parsed)));
        if (command.Subcommands.Count > 0)
        {
            var verbs = command.Subcommands.Select(verb => verb.Name).ToList();
            return [parsed.UnmatchedTokens is [var word, ..] ? Text(word, "is not a verb", verbs) : $"a verb is missing; allowed: {string.Join(", ", verbs)}"];
        }

        if (parsed.UnmatchedTokens is [var extra, ..]) return [$"'{extra}' is one word too many"];
        return parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Whether the command line names an option that its verb lacks; a verb that takes any number of files parses it as one of them.</summary>
    public static bool HasUnknownOption(ParseResult parsed) => UnknownOptions(parsed).Any();

    /// <summary>The command whose help explains more.</summary>
    public static string HelpOf(ParseResult parsed)
    {
        var words = new Stack<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult) words.Push(result.Command.Name);
        words.Pop();
        return string.Join(' ', ["hvsim", .. words, "--help"]);
    }

    // What follows -- is a file, whatever it is called.
    private static IEnumerable<string> UnknownOptions(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .Where(token => token.Type == TokenType.Argument && LooksLikeOption(token.Value)).Select(token => token.Value);

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]);

    private static List<string> OptionsOf(ParseResult parsed)
    {
        var names = new List<string>();
        for (var result = parsed.CommandResult; result is not null; result = result.Parent as CommandResult)
            names.AddRange(result.Command.Options.Where(option => result == parsed.CommandResult || option.Recursive).Select(option => option.Name));
        return names;
    }

    private static string Text(string word, string problem, IReadOnlyCollection<string> allowed)
    {
        var nearest = NearestName.Of(word.Split('=', ':')[0], allowed);
        return $"'{word}' {problem}; allowed: {string.Join(", ", allowed)}" + (nearest.Length > 0 ? $"; did you mean '{nearest}'?" : "");
    }
}
