using System.Collections.Immutable;
using Sim.Core.Time;
using Sim.Experiments.Explaining;
using Sim.Models.Attribution;

namespace Sim.Experiments.Tests.Explaining;

public sealed class RequestChoiceTests
{
    /// <summary>A hundred requests; number n takes n milliseconds. The slowest first.</summary>
    private static readonly ImmutableArray<RequestResponse> Measured =
        [.. Enumerable.Range(1, 100).Reverse().Select(n => new RequestResponse(n, SimTime.Zero, SimDuration.FromMilliseconds(n)))];

    [Theory]
    [InlineData("slowest", 3, "100 99 98")]
    [InlineData("2", 5, "99")]
    [InlineData("100", 5, "1")]
    [InlineData("id:7", 5, "7")]
    [InlineData("median", 1, "50")]            // nearest rank: 50 of 100 do not exceed it
    [InlineData("p50", 3, "50 49 51")]         // ties by number
    [InlineData("p99", 1, "99")]
    [InlineData("p1", 1, "1")]
    [InlineData("p98.1", 1, "99")]             // ceil(98.1)
    public void Words_choose(string text, int most, string numbers)
    {
        var chosen = RequestChoice.Parse(text)!.From(Measured, most, out var problem);
        Assert.Null(problem);
        Assert.Equal(numbers, string.Join(' ', chosen.Select(request => request.Number)));
    }

    [Theory]
    [InlineData("101", "asks for the 101. slowest of 100 measured requests")]
    [InlineData("id:101", "asks for request 101, which was not answered in the measured time; that has 100 requests between number 1 and 100")]
    [InlineData("p99.9", "asks for the 99.9 % point, which 100 measured requests do not show; they reach from p1 to p99")]
    [InlineData("p0.5", "asks for the 0.5 % point, which 100 measured requests do not show; they reach from p1 to p99")]
    public void What_was_not_measured_is_refused(string text, string said)
    {
        Assert.Empty(RequestChoice.Parse(text)!.From(Measured, 5, out var problem));
        Assert.Equal(said, problem);
    }

    [Theory]
    [InlineData("p0")]
    [InlineData("p100")]
    [InlineData("p")]
    [InlineData("p-1")]
    [InlineData("p1e1")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("id:")]
    [InlineData("id:0")]
    [InlineData("fastest")]
    [InlineData("")]
    public void Other_words_say_nothing(string text) => Assert.Null(RequestChoice.Parse(text));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(100, 50)]
    public void Typical_is_the_median_by_nearest_rank(int count, long number) =>
        Assert.Equal(number, RequestChoice.Typical([.. Measured.Skip(100 - count)]).Number);
}
