namespace Sim.Reporting;

/// <summary>Names that are safe as a file name on every system and as an id inside SVG and HTML.</summary>
internal static class FileName
{
    public static bool IsSafe(string name) =>
        name.Length is > 0 and <= 80
        && char.IsAsciiLetterLower(name[0])
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}
