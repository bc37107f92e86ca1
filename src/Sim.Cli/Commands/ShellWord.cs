namespace Sim.Cli.Commands;

/// <summary>A word as a shell takes it.</summary>
internal static class ShellWord
{
    /// <summary>The word, in single quotes where a shell would take it apart.</summary>
    public static string Of(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or ':' or '\\' or '=')
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
