%% Another BER encoding of the same value (X.690 8): other forms of length, strings in segments, SETs in another order.
-module(ber_forms).
-export([other/1]).

other(Encoding) ->
    {Element, <<>>} = read(Encoding),
    iolist_to_binary(write(Element)).

%% {first identifier octet, identifier octets, contents: octets or elements}
read(<<First, Rest/binary>>) ->
    {Tag, More} = case First band 31 of
                      31 -> high(<<First>>, Rest);
                      _ -> {<<First>>, Rest}
                  end,
    {Length, Behind} = read_length(More),
    <<Contents:Length/binary, Left/binary>> = Behind,
    case First band 32 of
        0 -> {{First, Tag, Contents}, Left};
        _ when First band 192 =:= 192 -> {{First, Tag, Contents}, Left};
        _ -> {{First, Tag, read_all(Contents)}, Left}
    end.

high(Tag, <<1:1, Bits:7, Rest/binary>>) -> high(<<Tag/binary, 1:1, Bits:7>>, Rest);
high(Tag, <<Octet, Rest/binary>>) -> {<<Tag/binary, Octet>>, Rest}.

read_length(<<0:1, Length:7, Rest/binary>>) -> {Length, Rest};
read_length(<<1:1, Count:7, Rest/binary>>) ->
    <<Length:Count/unit:8, Behind/binary>> = Rest,
    {Length, Behind}.

read_all(<<>>) -> [];
read_all(Octets) ->
    {Element, Rest} = read(Octets),
    [Element | read_all(Rest)].

write({First, Tag, Contents}) when is_binary(Contents) ->
    case segmented(First) andalso byte_size(Contents) > 1 andalso rand:uniform(4) =:= 1 of
        true -> segments(First, Contents);
        false -> [Tag, definite(Contents), Contents]
    end;
write({16#31, Tag, Elements}) ->
    Tags = [T || {_, T, _} <- Elements],
    case length(lists:usort(Tags)) =:= length(Tags) of
        true -> constructed(Tag, shuffled(Elements));
        false -> constructed(Tag, Elements)
    end;
write({_, Tag, Elements}) -> constructed(Tag, Elements).

constructed(Tag, Elements) -> framed(Tag, [write(Element) || Element <- Elements]).

framed(Tag, Contents) ->
    case rand:uniform(3) of
        1 -> [Tag, 128, Contents, 0, 0];
        _ -> [Tag, definite(iolist_to_binary(Contents)), Contents]
    end.

%% OCTET STRING, UTF8String, and from NumericString to BMPString.
segmented(First) -> lists:member(First, [4, 12, 18, 19, 20, 22, 23, 25, 28, 30]).

segments(First, Contents) ->
    Cut = rand:uniform(byte_size(Contents) - 1),
    <<Head:Cut/binary, Tail/binary>> = Contents,
    framed(First bor 32, [write({4, 4, Head}), write({4, 4, Tail})]).

definite(Contents) ->
    Length = byte_size(Contents),
    case rand:uniform(4) of
        1 -> [16#84, <<Length:32>>];
        2 when Length < 65536 -> [16#82, <<Length:16>>];
        _ when Length < 128 -> Length;
        _ -> [16#83, <<Length:24>>]
    end.

shuffled(List) -> [Item || {_, Item} <- lists:sort([{rand:uniform(), Item} || Item <- List])].
