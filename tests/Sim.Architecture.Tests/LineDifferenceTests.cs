namespace Sim.Architecture.Tests;

public sealed class LineDifferenceTests
{
    [Fact]
    public void Equal_texts_have_none() => Assert.Null(LineDifference.Between("a\nb\n", "a\nb\n"));

    [Fact]
    public void Lines_that_one_text_lacks_are_shown_from_where_they_part() =>
        Assert.Equal("from line 2 on\n- b\n+ x\n+ y\n", LineDifference.Between("a\nb\nc\n", "a\nx\ny\nc\n"));

    [Fact]
    public void A_line_that_moved_is_shown_where_the_texts_part() =>
        Assert.Equal("from line 1 on\n- a\n+ b\n", LineDifference.Between("a\nb\n", "b\na\n"));
}
