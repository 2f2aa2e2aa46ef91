<?xml version="1.0" encoding="UTF-8"?>
<!-- Words in one or two languages: from messages.xml, from sections.xml, and from the texts of the engagement. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:r="urn:chosho:report:1" exclude-result-prefixes="r">

  <xsl:variable name="first" select="substring-before(concat($languages, ' '), ' ')"/>
  <xsl:variable name="second" select="substring-after($languages, ' ')"/>
  <xsl:variable name="m" select="document('messages.xml')/r:messages"/>
  <xsl:variable name="sections" select="document('sections.xml')/r:sections"/>
  <xsl:variable name="digits" select="'#,##0'"/>
  <!-- What stands round a remark. -->
  <xsl:variable name="open"><xsl:choose><xsl:when test="$first = 'ja'">（</xsl:when><xsl:otherwise> (</xsl:otherwise></xsl:choose></xsl:variable>
  <xsl:variable name="close"><xsl:choose><xsl:when test="$first = 'ja'">）</xsl:when><xsl:otherwise>)</xsl:otherwise></xsl:choose></xsl:variable>

  <xsl:key name="message" match="r:m" use="@id"/>

  <!-- A message in one language; a code that has none stands for itself. -->
  <xsl:template name="word">
    <xsl:param name="id"/>
    <xsl:param name="language" select="$first"/>
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:param name="c"/>
    <xsl:param name="d"/>
    <xsl:param name="e"/>
    <!-- key() looks in the document one stands in. -->
    <xsl:for-each select="$m">
      <xsl:variable name="found" select="key('message', $id)"/>
      <xsl:choose>
        <xsl:when test="$found">
          <xsl:call-template name="fill">
            <xsl:with-param name="text" select="$found/*[local-name() = $language]"/>
            <xsl:with-param name="a" select="$a"/>
            <xsl:with-param name="b" select="$b"/>
            <xsl:with-param name="c" select="$c"/>
            <xsl:with-param name="d" select="$d"/>
            <xsl:with-param name="e" select="$e"/>
          </xsl:call-template>
        </xsl:when>
        <xsl:when test="contains($id, '.')"><xsl:value-of select="substring-after($id, '.')"/></xsl:when>
        <xsl:otherwise><xsl:value-of select="$id"/></xsl:otherwise>
      </xsl:choose>
    </xsl:for-each>
  </xsl:template>

  <!-- {1} to {5}, in one pass: what is filled in is not looked at again. -->
  <xsl:template name="fill">
    <xsl:param name="text"/>
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:param name="c"/>
    <xsl:param name="d"/>
    <xsl:param name="e"/>
    <xsl:choose>
      <xsl:when test="contains($text, '{')">
        <xsl:variable name="name" select="substring(substring-after($text, '{'), 1, 1)"/>
        <xsl:value-of select="substring-before($text, '{')"/>
        <xsl:choose>
          <xsl:when test="$name = '1'"><xsl:value-of select="$a"/></xsl:when>
          <xsl:when test="$name = '2'"><xsl:value-of select="$b"/></xsl:when>
          <xsl:when test="$name = '3'"><xsl:value-of select="$c"/></xsl:when>
          <xsl:when test="$name = '4'"><xsl:value-of select="$d"/></xsl:when>
          <xsl:when test="$name = '5'"><xsl:value-of select="$e"/></xsl:when>
        </xsl:choose>
        <xsl:call-template name="fill">
          <xsl:with-param name="text" select="substring-after($text, '}')"/>
          <xsl:with-param name="a" select="$a"/>
          <xsl:with-param name="b" select="$b"/>
          <xsl:with-param name="c" select="$c"/>
          <xsl:with-param name="d" select="$d"/>
          <xsl:with-param name="e" select="$e"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- {client} and the like, likewise. -->
  <xsl:template name="fill-names">
    <xsl:param name="text"/>
    <xsl:param name="e"/>
    <xsl:param name="language"/>
    <xsl:choose>
      <xsl:when test="contains($text, '{')">
        <xsl:variable name="name" select="substring-before(substring-after($text, '{'), '}')"/>
        <xsl:value-of select="substring-before($text, '{')"/>
        <xsl:choose>
          <xsl:when test="$name = 'period_start' or $name = 'period_end' or $name = 'as_of'">
            <xsl:call-template name="date"><xsl:with-param name="day" select="$e/*[local-name() = $name]"/><xsl:with-param name="language" select="$language"/></xsl:call-template>
          </xsl:when>
          <xsl:when test="$name = 'scheme'"><xsl:apply-templates select="$e" mode="scheme"/></xsl:when>
          <xsl:when test="$e/*[local-name() = $name]"><xsl:value-of select="$e/*[local-name() = $name]"/></xsl:when>
          <xsl:otherwise><xsl:value-of select="concat('{', $name, '}')"/></xsl:otherwise>
        </xsl:choose>
        <xsl:call-template name="fill-names">
          <xsl:with-param name="text" select="substring-after($text, '}')"/>
          <xsl:with-param name="e" select="$e"/>
          <xsl:with-param name="language" select="$language"/>
        </xsl:call-template>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$text"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- 2025年4月1日, or 2025-04-01 in English. -->
  <xsl:template name="date">
    <xsl:param name="day"/>
    <xsl:param name="language"/>
    <xsl:choose>
      <xsl:when test="$language = 'ja' and string-length($day) = 10">
        <xsl:value-of select="concat(number(substring($day, 1, 4)), '年', number(substring($day, 6, 2)), '月', number(substring($day, 9, 2)), '日')"/>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$day"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- A message in the report's languages. -->
  <xsl:template name="label">
    <xsl:param name="id"/>
    <xsl:call-template name="word"><xsl:with-param name="id" select="$id"/></xsl:call-template>
    <xsl:if test="$second">
      <span class="second" lang="{$second}"><xsl:call-template name="word"><xsl:with-param name="id" select="$id"/><xsl:with-param name="language" select="$second"/></xsl:call-template></span>
    </xsl:if>
  </xsl:template>

  <!-- A sentence in the report's languages. -->
  <xsl:template name="say">
    <xsl:param name="id"/>
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:param name="c"/>
    <xsl:param name="d"/>
    <xsl:param name="e"/>
    <xsl:param name="dates" select="false()"/>
    <!-- {1} and {2} in the second language, where they are made of words. -->
    <xsl:param name="a2" select="$a"/>
    <xsl:param name="b2" select="$b"/>
    <xsl:call-template name="say-in">
      <xsl:with-param name="id" select="$id"/><xsl:with-param name="language" select="$first"/>
      <xsl:with-param name="a" select="$a"/><xsl:with-param name="b" select="$b"/><xsl:with-param name="c" select="$c"/>
      <xsl:with-param name="d" select="$d"/><xsl:with-param name="e" select="$e"/><xsl:with-param name="dates" select="$dates"/>
    </xsl:call-template>
    <xsl:if test="$second">
      <span class="second" lang="{$second}">
        <xsl:call-template name="say-in">
          <xsl:with-param name="id" select="$id"/><xsl:with-param name="language" select="$second"/>
          <xsl:with-param name="a" select="$a2"/><xsl:with-param name="b" select="$b2"/><xsl:with-param name="c" select="$c"/>
          <xsl:with-param name="d" select="$d"/><xsl:with-param name="e" select="$e"/><xsl:with-param name="dates" select="$dates"/>
        </xsl:call-template>
      </span>
    </xsl:if>
  </xsl:template>

  <xsl:template name="say-in">
    <xsl:param name="id"/>
    <xsl:param name="language"/>
    <xsl:param name="a"/>
    <xsl:param name="b"/>
    <xsl:param name="c"/>
    <xsl:param name="d"/>
    <xsl:param name="e"/>
    <xsl:param name="dates"/>
    <xsl:variable name="from">
      <xsl:choose>
        <xsl:when test="$dates"><xsl:call-template name="date"><xsl:with-param name="day" select="$a"/><xsl:with-param name="language" select="$language"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:value-of select="$a"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:variable name="to">
      <xsl:choose>
        <xsl:when test="$dates"><xsl:call-template name="date"><xsl:with-param name="day" select="$b"/><xsl:with-param name="language" select="$language"/></xsl:call-template></xsl:when>
        <xsl:otherwise><xsl:value-of select="$b"/></xsl:otherwise>
      </xsl:choose>
    </xsl:variable>
    <xsl:call-template name="word">
      <xsl:with-param name="id" select="$id"/><xsl:with-param name="language" select="$language"/>
      <xsl:with-param name="a" select="$from"/><xsl:with-param name="b" select="$to"/><xsl:with-param name="c" select="$c"/>
      <xsl:with-param name="d" select="$d"/><xsl:with-param name="e" select="$e"/>
    </xsl:call-template>
  </xsl:template>

  <!-- Elements of sections.xml that differ by xml:lang. -->
  <xsl:template name="texts">
    <xsl:param name="of"/>
    <xsl:value-of select="normalize-space($of[@xml:lang = $first])"/>
    <xsl:if test="$second and $of[@xml:lang = $second]">
      <span class="second" lang="{$second}"><xsl:value-of select="normalize-space($of[@xml:lang = $second])"/></span>
    </xsl:if>
  </xsl:template>

  <!-- <name>_ja and <name>_en of a row; the other language where the leading one is missing. -->
  <xsl:template name="both">
    <xsl:param name="of"/>
    <xsl:param name="name" select="'title'"/>
    <xsl:call-template name="both-or">
      <xsl:with-param name="of" select="$of"/>
      <xsl:with-param name="name" select="$name"/>
      <xsl:with-param name="otherwise"><xsl:call-template name="word"><xsl:with-param name="id" select="'no-title'"/></xsl:call-template></xsl:with-param>
    </xsl:call-template>
  </xsl:template>

  <xsl:template name="both-or">
    <xsl:param name="of"/>
    <xsl:param name="name" select="'title'"/>
    <xsl:param name="otherwise"/>
    <xsl:variable name="leading" select="$of/*[local-name() = concat($name, '_', $first)]"/>
    <xsl:variable name="following" select="$of/*[local-name() = concat($name, '_', $second)]"/>
    <xsl:variable name="any" select="$of/*[local-name() = concat($name, '_ja') or local-name() = concat($name, '_en')]"/>
    <xsl:choose>
      <xsl:when test="$leading">
        <xsl:value-of select="normalize-space($leading)"/>
        <xsl:if test="$second and $following and normalize-space($following) != normalize-space($leading)">
          <span class="second" lang="{$second}"><xsl:value-of select="normalize-space($following)"/></span>
        </xsl:if>
      </xsl:when>
      <xsl:when test="$any">
        <span lang="{substring-after(local-name($any[1]), concat($name, '_'))}"><xsl:value-of select="normalize-space($any[1])"/></span>
      </xsl:when>
      <xsl:otherwise><xsl:value-of select="$otherwise"/></xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <!-- The same as paragraphs; nothing where there is no such text. -->
  <xsl:template name="paragraphs">
    <xsl:param name="of"/>
    <xsl:param name="name"/>
    <xsl:param name="class"/>
    <xsl:variable name="leading" select="$of/*[local-name() = concat($name, '_', $first)]"/>
    <xsl:variable name="any" select="$of/*[local-name() = concat($name, '_ja') or local-name() = concat($name, '_en')]"/>
    <xsl:for-each select="($leading | $any[not($leading)])[1]">
      <p class="{$class}" lang="{substring-after(local-name(), concat($name, '_'))}"><xsl:value-of select="."/></p>
    </xsl:for-each>
    <xsl:if test="$leading and $second">
      <xsl:for-each select="$of/*[local-name() = concat($name, '_', $second)]">
        <p class="{$class} second" lang="{$second}">
          <xsl:if test="$second = 'en'"><span class="translation"><xsl:call-template name="word"><xsl:with-param name="id" select="'translation'"/></xsl:call-template></span></xsl:if>
          <xsl:value-of select="."/>
        </p>
      </xsl:for-each>
    </xsl:if>
  </xsl:template>

  <!-- ==== small pieces of tables ==== -->

  <xsl:template name="th">
    <xsl:param name="id"/>
    <xsl:param name="class"/>
    <th scope="col">
      <xsl:if test="$class"><xsl:attribute name="class"><xsl:value-of select="$class"/></xsl:attribute></xsl:if>
      <xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template>
    </th>
  </xsl:template>

  <!-- A row of a table of particulars; none where there is no text. -->
  <xsl:template name="fact">
    <xsl:param name="id"/>
    <xsl:param name="text"/>
    <xsl:param name="class"/>
    <xsl:if test="string($text) != ''">
      <tr>
        <th scope="row"><xsl:call-template name="label"><xsl:with-param name="id" select="$id"/></xsl:call-template></th>
        <td>
          <xsl:if test="$class"><xsl:attribute name="class"><xsl:value-of select="$class"/></xsl:attribute></xsl:if>
          <xsl:value-of select="$text"/>
        </td>
      </tr>
    </xsl:if>
  </xsl:template>

</xsl:stylesheet>
