using System.Text;

namespace Sim.Reporting;

/// <summary>Text from inventories and file names, made safe to put into XML: control characters and lone surrogates,
/// which no XML or HTML document may contain, become U+FFFD. Markup characters are left for the encoder.</summary>
internal static class PlainText
{
    public static string Clean(string text)
    {
        if (!NeedsCleaning(text))
            return text;

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())   // a lone surrogate is enumerated as U+FFFD
            clean.Append(IsForbidden(rune.Value) ? "\uFFFD" : rune.ToString());
        return clean.ToString();
    }

    private static bool NeedsCleaning(string text)
    {
        foreach (var c in text)
        {
            if (IsForbidden(c) || char.IsSurrogate(c))
                return true;
        }

        return false;
    }

    private static bool IsForbidden(int code) =>
        code is (< 0x20 and not '\t' and not '\n' and not '\r') or (>= 0x7F and <= 0x9F) or 0xFFFE or 0xFFFF;
}
