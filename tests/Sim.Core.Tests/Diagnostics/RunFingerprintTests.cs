using CsCheck;
using Sim.Core.Diagnostics;

namespace Sim.Core.Tests.Diagnostics;

public sealed class RunFingerprintTests
{
    [Fact]
    public void Nothing_folded_in_is_the_offset_basis_of_FNV_1a() => Assert.Equal("cbf29ce484222325", new RunFingerprint().ToString());

    [Fact]
    public void A_number_is_folded_in_byte_by_byte_lowest_first()
    {
        // FNV-1a by hand over the eight bytes of 0x61: one 'a', then seven zero bytes. FNV-1a("a") = af63dc4c8601ec8c (Noll's test vectors).
        var fingerprint = new RunFingerprint();
        fingerprint.Add(0x61L);
        var expected = 0xaf63dc4c8601ec8cUL;
        for (var i = 0; i < 7; i++) expected *= 1099511628211UL;
        Assert.Equal(expected.ToString("x16", System.Globalization.CultureInfo.InvariantCulture), fingerprint.ToString());
    }

    [Fact]
    public void Any_change_of_one_value_changes_the_fingerprint() =>
        Gen.Select(Gen.Long.Array[1, 20], Gen.Int[0, 1_000], Gen.Long[1, long.MaxValue]).Sample(
            (values, pick, change) => Assert.NotEqual(Of(values), Of([.. values.Select((value, i) => i == pick % values.Length ? value ^ change : value)])));

    [Fact]
    public void Order_and_the_borders_between_texts_matter()
    {
        Assert.NotEqual(Of([1, 2]), Of([2, 1]));
        Assert.NotEqual(OfTexts("ab", "c"), OfTexts("a", "bc"));
        Assert.NotEqual(OfTexts("a"), OfTexts("a", ""));
    }

    private static string Of(long[] values)
    {
        var fingerprint = new RunFingerprint();
        foreach (var value in values) fingerprint.Add(value);
        return fingerprint.ToString();
    }

    private static string OfTexts(params string[] texts)
    {
        var fingerprint = new RunFingerprint();
        foreach (var text in texts) fingerprint.Add(text);
        return fingerprint.ToString();
    }
}
